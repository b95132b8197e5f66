-- The newest facts of a month that fit the terms.
-- KEYS[1] facts of the month; then either the sets to intersect, where there are terms with a set a
--   month, or else groups of sets to intersect, one a day and kind, newest day first
-- ARGV[1] sets a group, 0 for a single group of all   ARGV[2] limit
-- ARGV[3] the earliest and ARGV[4] the latest date (ms)
-- ARGV[5] id of the fact behind which to begin, at the latest date; empty for the beginning
-- ARGV[6] how many terms must stand in the entry; then they, then terms that must not
-- Returns ids and dates (ms) in turn, by date and id, newest first; at most `limit` facts.
local size, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local earliest, latest, after = tonumber(ARGV[3]), tonumber(ARGV[4]), ARGV[5]
local needed = 6 + tonumber(ARGV[6])

local function newer(one, other)
  if one[2] ~= other[2] then
    return one[2] > other[2]
  end
  return one[1] > other[1]
end

local function fits(entry)
  for i = 7, #ARGV do
    if (string.find(entry, ARGV[i], 1, true) ~= nil) ~= (i <= needed) then
      return false
    end
  end
  return true
end

local function collect(first, last, into)
  for _, number in ipairs(redis.call('SINTER', unpack(KEYS, first, last))) do
    local entry = redis.call('HGET', KEYS[1], number) or ''
    local id, date = string.match(entry, '^(%S+) (%d+) ')
    date = tonumber(date)
    if id and id ~= '-' and date >= earliest and date <= latest then
      if (after == '' or date < latest or id < after) and fits(entry .. ' ') then
        into[#into + 1] = {id, date}
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
      return true
    end
    answer[#answer + 1] = one[1]
    answer[#answer + 1] = one[2]
  end
  return #answer >= 2 * limit
end

if size == 0 then
  local found = {}
  collect(2, #KEYS, found)
  give(found)
  return answer
end
local found = {}
for first = 2, #KEYS, size do
  collect(first, first + size - 1, found)
  local following = KEYS[first + size]
  if not following or day_of(following) ~= day_of(KEYS[first]) then
    if give(found) then
      return answer
    end
    found = {}
  end
end
return answer
