-- The newest facts of some months that fit a question, or how many there are.
-- KEYS[1..] two a month, newest first: facts and codes; then two for each term that is to lead: its bucket and
--   its own key
-- ARGV[1] limit   ARGV[2] the earliest and ARGV[3] the latest date (ms)
-- ARGV[4] id of the fact (16 bytes) behind which to begin, at the latest date; empty for the beginning
-- ARGV[5] what to count by: k, r, g, s or p; empty to be given the facts
-- ARGV[6] the least and ARGV[7] the most that the entry's number is; empty for any
-- ARGV[8] kinds and ARGV[9] statuses that fit, one bit for each code   ARGV[10] book (8 bytes), empty for any
-- ARGV[11] how many terms an entry is to tell by a code, then each with its place among the codes
-- then how many terms lead, and they; all must, or, where they are days, one by one, newest first: 1 or 0
-- then for each month when it began (ms)
-- Returns the place of the month (from 1), the id (16 bytes) and the date of each fact, newest first; or,
-- to count, values and their counts in turn, '' for facts that have none.
local BLOCK, SIZE, FEW = 32, 42, 500
local limit, earliest, latest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local after = ARGV[4] ~= '' and {ARGV[4], latest}
local counted, least, most = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local bounded = least or most
local kinds, statuses, book = tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[10]
local told, at = {}, 12
for i = 1, tonumber(ARGV[11]) do
  told[i] = {ARGV[at], tonumber(ARGV[at + 1])}
  at = at + 2
end
local terms = {}
for i = 1, tonumber(ARGV[at]) do
  terms[i] = ARGV[at + i]
end
at = at + #terms + 1
local by_day = ARGV[at] == '1'
local width = 2 + 2 * #terms

-- An id as numbers, which compare as its bytes do: strings compare by the server's locale.
local function parts(id)
  return struct.unpack('>I4I4I4I4', id)
end

-- Facts of one article have one date: their ids are taken apart once, not at each comparison.
local function newer(one, other)
  if one[2] ~= other[2] then
    return one[2] > other[2]
  end
  if not one[3] then
    one[3], one[4], one[5], one[6] = parts(one[1])
  end
  if not other[3] then
    other[3], other[4], other[5], other[6] = parts(other[1])
  end
  for i = 3, 5 do
    if one[i] ~= other[i] then
      return one[i] > other[i]
    end
  end
  return one[6] > other[6]
end

local function posting(first, i)
  local few = redis.call('HGET', KEYS[first + 2 * i], terms[i])
  if few == '' then
    return redis.call('GET', KEYS[first + 2 * i + 1]) or ''
  end
  return few or ''
end

local function has(posting, number)
  local from = 1
  while true do
    local found = string.find(posting, number, from, true)
    if not found then
      return false
    end
    if (found - 1) % 3 == 0 then
      return true
    end
    from = found + 1
  end
end

-- The numbers of one posting that another has too. To look for each takes less than to make a table of
-- the other, unless they are many.
local function shared(left, other)
  local kept = {}
  if #left > 3 * FEW then
    local there = {}
    for j = 1, #other, 3 do
      there[string.sub(other, j, j + 2)] = true
    end
    for j = 1, #left, 3 do
      local number = string.sub(left, j, j + 2)
      if there[number] then
        kept[#kept + 1] = number
      end
    end
  else
    for j = 1, #left, 3 do
      local number = string.sub(left, j, j + 2)
      if has(other, number) then
        kept[#kept + 1] = number
      end
    end
  end
  return table.concat(kept)
end

-- The shortest posting, less the numbers that another has not.
local function common(first)
  local all = {}
  for i = 1, #terms do
    all[i] = posting(first, i)
    if all[i] == '' then
      return ''
    end
  end
  table.sort(all, function(one, other) return #one < #other end)
  local left = all[1]
  for i = 2, #all do
    left = shared(left, all[i])
  end
  return left
end

local counts = {}
local answer = {}

local function month(index, first, began)
  local codes = {}
  for i, one in ipairs(told) do
    local code = redis.call('HGET', KEYS[first + 1], one[1])
    if not code then
      return
    end
    codes[i] = {tonumber(code), one[2]}
  end
  local names = {}
  if counted == 'r' or counted == 'p' then
    local all = redis.call('HGETALL', KEYS[first + 1])
    for i = 1, #all, 2 do
      names[tonumber(all[i + 1])] = string.sub(all[i], 3)
    end
  end
  local blocks = {}

  local function count(entry_kind, status, region, period, own_book)
    local value
    if counted == 'k' then
      value = entry_kind
    elseif counted == 's' then
      value = status
    elseif counted == 'g' then
      value = entry_kind == 1 and own_book or ''
    else
      value = names[counted == 'r' and region or period] or ''
    end
    counts[value] = (counts[value] or 0) + 1
  end

  local function collect(numbers, into, day)
    for i = 1, #numbers, 3 do
      local low, middle, high = string.byte(numbers, i, i + 2)
      local number = low + middle * 256 + high * 65536 - 1
      local name = math.floor(number / BLOCK)
      local block = blocks[name]
      if not block then
        block = redis.call('HGET', KEYS[first], name) or ''
        blocks[name] = block
      end
      local from = (number % BLOCK) * SIZE
      -- One call for all: `struct` takes ten times as long.
      local d1, d2, d3, d4, _, _, _, _, kind, status, r1, r2, p1, p2, o1, o2 = string.byte(block, from + 17, from + 32)
      if kind and kind > 0 and bit.band(kinds, 2 ^ kind) > 0 and bit.band(statuses, 2 ^ status) > 0 then
        local offset = d1 + d2 * 256 + d3 * 65536 + d4 * 16777216
        local date = began + offset
        -- The posting of a day that a fact was first dated keeps its number.
        local fits = date >= earliest and date <= latest
          and (not day or math.floor(offset / 86400000) + 1 == day)
        if fits and after and date == latest then
          fits = newer(after, {string.sub(block, from + 1, from + 16), date})
        end
        if fits and book ~= '' then
          fits = string.sub(block, from + 1, from + 8) == book
        end
        local region, period = r1 + r2 * 256, p1 + p2 * 256
        for _, code in ipairs(codes) do
          fits = fits and (code[2] == 1 and region or code[2] == 2 and period or o1 + o2 * 256) == code[1]
        end
        if fits and bounded then
          -- What is no number is not within bounds.
          local value = struct.unpack('<d', block, from + 35)
          fits = (not least or value >= least) and (not most or value <= most)
        end
        if fits then
          if counted ~= '' then
            count(kind, status, region, period, string.sub(block, from + 1, from + 8))
          else
            into[#into + 1] = {string.sub(block, from + 1, from + 16), date}
          end
        end
      end
    end
  end

  -- Of many only the newest are put in order: numbers are sorted in a tenth of the time that `newer` takes.
  local function newest(found, count)
    local dates, kept = {}, {}
    for i, one in ipairs(found) do
      dates[i] = one[2]
    end
    table.sort(dates)
    local least = dates[#dates - count + 1]
    for _, one in ipairs(found) do
      if one[2] >= least then
        kept[#kept + 1] = one
      end
    end
    return kept
  end

  local function give(found)
    local missing = limit - #answer / 3
    if #found > 2 * missing then
      found = newest(found, missing)
    end
    table.sort(found, newer)
    for _, one in ipairs(found) do
      if #answer >= 3 * limit then
        return
      end
      answer[#answer + 1] = index
      answer[#answer + 1] = one[1]
      answer[#answer + 1] = one[2]
    end
  end

  if not by_day then
    local found = {}
    collect(common(first), found)
    give(found)
    return
  end
  for i = 1, #terms do
    local found = {}
    collect(posting(first, i), found, tonumber(string.sub(terms[i], 3)))
    give(found)
    if counted == '' and #answer >= 3 * limit then
      return
    end
  end
end

for index = 1, #KEYS / width do
  month(index, 1 + (index - 1) * width, tonumber(ARGV[at + index]))
  if counted == '' and #answer >= 3 * limit then
    return answer
  end
end
for value, number in pairs(counts) do
  answer[#answer + 1] = value
  answer[#answer + 1] = number
end
return answer
