-- The newest facts of a month that fit the terms, or how many there are.
-- KEYS[1] facts of the month; then either the sets to intersect, where there are terms with a set a
--   month, or else groups of sets to intersect, one a day and kind, newest day first
-- ARGV[1] sets a group, 0 for a single group of all   ARGV[2] limit
-- ARGV[3] the earliest and ARGV[4] the latest date (ms)
-- ARGV[5] id of the fact behind which to begin, at the latest date; empty for the beginning
-- ARGV[6] the letter of the terms to count by ("g": by book); empty to be given the facts
-- ARGV[7] the least and ARGV[8] the most that the entry's number is; empty for any
-- ARGV[9] how many terms must stand in the entry; then they, then terms that must not
-- Returns ids and dates (ms) in turn, by date and id, newest first, at most `limit` facts; or, to
-- count, values and their counts in turn, '' for facts that have none.
local size, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local earliest, latest, after = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local letter, least, most = ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8])
local needed = 9 + tonumber(ARGV[9])

local function newer(one, other)
  if one[2] ~= other[2] then
    return one[2] > other[2]
  end
  return one[1] > other[1]
end

local function fits(entry)
  for i = 10, #ARGV do
    if (string.find(entry, ARGV[i], 1, true) ~= nil) ~= (i <= needed) then
      return false
    end
  end
  if least or most then
    local number = tonumber(string.match(entry, ' n:(%S+)'))
    return number ~= nil and (not least or number >= least) and (not most or number <= most)
  end
  return true
end

local counts = {}
local function count(id, entry)
  local value = ''
  if letter ~= 'g' then
    value = string.match(entry, ' ' .. letter .. ':(%S+)') or ''
  elseif string.find(entry, ' g ', 1, true) then
    value = string.match(id, '^[^.]+')
  end
  counts[value] = (counts[value] or 0) + 1
end

local function collect(first, last, into)
  for _, number in ipairs(redis.call('SINTER', unpack(KEYS, first, last))) do
    local entry = (redis.call('HGET', KEYS[1], number) or '') .. ' '
    local id, date = string.match(entry, '^(%S+) (%d+) ')
    date = tonumber(date)
    if id and id ~= '-' and date >= earliest and date <= latest then
      if (after == '' or date < latest or id < after) and fits(entry) then
        if letter ~= '' then
          count(id, entry)
        else
          into[#into + 1] = {id, date}
        end
      end
    end
  end
end

local function day_of(key)
  return string.match(key, ':day:(%d+):')
end

local answer = {}
local function give(found)
  table.sort(found, newer)
  for _, one in ipairs(found) do
    if #answer >= 2 * limit then
      break
    end
    answer[#answer + 1] = one[1]
    answer[#answer + 1] = one[2]
  end
  return letter == '' and #answer >= 2 * limit
end

local group = size > 0 and size or #KEYS - 1
local found = {}
for first = 2, #KEYS, group do
  collect(first, first + group - 1, found)
  local following = KEYS[first + group]
  if not following or day_of(following) ~= day_of(KEYS[first]) then
    if give(found) then
      return answer
    end
    found = {}
  end
end
for value, number in pairs(counts) do
  answer[#answer + 1] = value
  answer[#answer + 1] = number
end
return answer
