-- The newest facts of some months that fit a question, or how many there are.
-- KEYS[1..] the facts of each month, newest first; the month's other keys begin as it does
-- ARGV[1] limit   ARGV[2] the earliest and ARGV[3] the latest date (ms)
-- ARGV[4] id of the fact (16 bytes) behind which to begin, at the latest date; empty for the beginning
-- ARGV[5] what to count by: k, r, g, s or p; empty to be given the facts
-- ARGV[6] the least and ARGV[7] the most that the entry's number is; empty for any
-- ARGV[8] kinds and ARGV[9] statuses that fit, one bit for each code   ARGV[10] book (8 bytes), empty for any
-- ARGV[11] when each month began (ms), 8 bytes each   ARGV[12] entries after which no other month is begun
-- ARGV[13] the form of a book's key, if the records are to be read too: where books are on this server
-- ARGV[14] how the name of a month's codes ends, and ARGV[15] begins that of a posting, behind the month
-- ARGV[16] how many terms an entry is to tell by a code, then each with its place among the codes
-- then how many terms lead, and each with its bucket; all must, or, where they are days, one by one, newest
--   first: 1 or 0
-- Returns how many months were looked through, then the place of the month (from 1), the id (16 bytes), the
-- date and the record, if it was asked for, of each fact, newest first; or, to count, values and their counts
-- in turn, '' for facts that have none.
local BLOCK, SIZE, FEW, DAY_MS, SHARDS = 32, 42, 500, 86400000, 64
-- Parts of a span of time that facts are counted by, to tell the newest of many.
local PARTS = 64
local DIGEST = string.rep('%02x', 8)
local byte, find, sub = string.byte, string.find, string.sub
local limit, earliest, latest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local after = ARGV[4] ~= '' and ARGV[4]
local counted, least, most = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local bounded = least or most
local book = ARGV[10] ~= '' and ARGV[10]
local most_entries = tonumber(ARGV[12])

-- The codes whose bits are set.
local function codes_of(bits)
  local codes = {}
  for code = 1, 8 do
    codes[code] = bit.band(bits, 2 ^ code) > 0
  end
  return codes
end

local kinds, statuses = codes_of(tonumber(ARGV[8])), codes_of(tonumber(ARGV[9]))
local told, at = {}, 17
for i = 1, tonumber(ARGV[16]) do
  told[i] = {ARGV[at], tonumber(ARGV[at + 1])}
  at = at + 2
end
local terms, buckets, postings = {}, {}, {}
for i = 1, tonumber(ARGV[at]) do
  terms[i], buckets[i], postings[i] = ARGV[at + 1], ARGV[at + 2], ARGV[15] .. ARGV[at + 1]
  at = at + 2
end
local by_day = ARGV[at + 1] == '1'

-- An id as numbers, which compare as its bytes do: strings compare by the server's locale.
local function parts(id)
  return struct.unpack('>I4I4I4I4', id)
end

local function newer(one, other)
  if not one[2] then
    one[2], one[3], one[4], one[5] = parts(one[1])
  end
  if not other[2] then
    other[2], other[3], other[4], other[5] = parts(other[1])
  end
  for i = 2, 4 do
    if one[i] ~= other[i] then
      return one[i] > other[i]
    end
  end
  return one[5] > other[5]
end

-- A posting is numbers of three bytes or, by a length of one byte more than threes, one bit for each number.
local function posting(month, i, few)
  return few == '' and redis.call('GET', month .. postings[i]) or few or ''
end

local function is_bitmap(held)
  return #held % 3 == 1
end

-- The numbers of a posting of numbers, less those that a bitmap has not.
local function numbers_in(packed, bitmaps)
  local numbers, size = {}, 0
  for i = 1, #packed, 3 do
    local low, middle, high = byte(packed, i, i + 2)
    local number = low + middle * 256 + high * 65536
    local place = number % 8
    local from, mask = (number - place) / 8 + 1, 2 ^ (7 - place)
    local fits = true
    for j = 1, #bitmaps do
      fits = fits and (byte(bitmaps[j], from) or 0) % (2 * mask) >= mask
    end
    if fits then
      size = size + 1
      numbers[size] = number
    end
  end
  return numbers
end

-- The numbers whose bits are set in all bitmaps.
local function numbers_of(bitmaps)
  local numbers, size = {}, 0
  for i = 1, #bitmaps[1] do
    local bits = byte(bitmaps[1], i)
    for j = 2, #bitmaps do
      bits = bits > 0 and bit.band(bits, byte(bitmaps[j], i) or 0) or 0
    end
    local number, mask = (i - 1) * 8, 128
    while bits > 0 do
      if bits >= mask then
        bits = bits - mask
        size = size + 1
        numbers[size] = number
      end
      number, mask = number + 1, mask / 2
    end
  end
  return numbers
end

local function has(packed, number)
  local found = find(packed, number, 1, true)
  while found and (found - 1) % 3 ~= 0 do
    found = find(packed, number, found + 1, true)
  end
  return found
end

-- The numbers of one posting that another has too. To look for each takes less than to make a table of
-- the other, unless they are many.
local function shared(left, other)
  local kept = {}
  if #left > 3 * FEW then
    local there = {}
    for j = 1, #other, 3 do
      there[sub(other, j, j + 2)] = true
    end
    for j = 1, #left, 3 do
      local number = sub(left, j, j + 2)
      if there[number] then
        kept[#kept + 1] = number
      end
    end
  else
    for j = 1, #left, 3 do
      local number = sub(left, j, j + 2)
      if has(other, number) then
        kept[#kept + 1] = number
      end
    end
  end
  return table.concat(kept)
end

local entries_seen = 0

local function shorter(one, other)
  return #one < #other
end

-- The numbers that all postings of the terms have. Where one is empty none of the long ones is fetched.
local function common(month)
  local few = {}
  for i = 1, #terms do
    few[i] = redis.call('HGET', month .. buckets[i], terms[i])
    if not few[i] then
      return {}
    end
  end
  local lists, bitmaps = {}, {}
  for i = 1, #terms do
    local held = posting(month, i, few[i])
    local kind = is_bitmap(held) and bitmaps or lists
    kind[#kind + 1] = held
  end
  if #lists == 0 then
    table.sort(bitmaps, shorter)
    return numbers_of(bitmaps)
  end
  table.sort(lists, shorter)
  local left = lists[1]
  for i = 2, #lists do
    if left == '' then
      break
    end
    left = shared(left, lists[i])
  end
  local numbers = numbers_in(left, bitmaps)
  entries_seen = entries_seen + #lists[1] / 3 - #numbers
  return numbers
end

local counts = {}
local answer = {}

-- What counts in an entry.
local function count(names, block, from, kind, status, region, period)
  local value
  if counted == 'k' then
    value = kind
  elseif counted == 's' then
    value = status
  elseif counted == 'g' then
    value = kind == 1 and sub(block, from + 1, from + 8) or ''
  else
    value = names[counted == 'r' and region or period] or ''
  end
  counts[value] = (counts[value] or 0) + 1
end

-- Gives the newest of what fits: `dates`, and where in which block their entries stand.
local function give(index, dates, blocks, places)
  local missing, floor = limit - #answer / 3, 0
  if #dates > 2 * missing then
    -- Only some are put in order: from the part of the time on in which there are enough.
    local low, high = dates[1], dates[1]
    for i = 2, #dates do
      local date = dates[i]
      if date < low then
        low = date
      elseif date > high then
        high = date
      end
    end
    local share, parted = (high - low + 1) / PARTS, {}
    for i = 1, #dates do
      local part = dates[i] - low
      part = (part - part % share) / share
      parted[part] = (parted[part] or 0) + 1
    end
    local part, enough = PARTS, 0
    while enough < missing do
      part = part - 1
      enough = enough + (parted[part] or 0)
    end
    floor = low + part * share
  end
  local order, of_date = {}, {}
  for i = 1, #dates do
    local date = dates[i]
    if date >= floor then
      local one = {sub(blocks[i], places[i] + 1, places[i] + 16)}
      local same = of_date[date]
      if same then
        same[#same + 1] = one
      else
        of_date[date] = {one}
        order[#order + 1] = date
      end
    end
  end
  -- Numbers are put in order in a tenth of the time that ids take, and facts of one article have one date.
  table.sort(order)
  for i = #order, 1, -1 do
    local same = of_date[order[i]]
    if #same > 1 then
      table.sort(same, newer)
    end
    for j = 1, #same do
      if #answer >= 3 * limit then
        return
      end
      answer[#answer + 1] = index
      answer[#answer + 1] = same[j][1]
      answer[#answer + 1] = order[i]
    end
  end
end

local function look_through(index, key, began)
  local month = string.match(key, '^.*:')
  local numbers = not by_day and common(month)
  if numbers and #numbers == 0 then
    return
  end
  local codes = {}
  for i, one in ipairs(told) do
    local code = redis.call('HGET', month .. ARGV[14], one[1])
    if not code then
      return
    end
    codes[i] = {tonumber(code), one[2]}
  end
  local names = {}
  if counted == 'r' or counted == 'p' then
    local all = redis.call('HGETALL', month .. ARGV[14])
    for i = 1, #all, 2 do
      names[tonumber(all[i + 1])] = sub(all[i], 3)
    end
  end
  local entries, coded = {}, #codes > 0

  local function collect(numbers, from_ms, to_ms)
    local dates, blocks, places = {}, {}, {}
    entries_seen = entries_seen + #numbers
    for i = 1, #numbers do
      local number = numbers[i] - 1
      local place = number % BLOCK
      local name = (number - place) / BLOCK
      local block = entries[name]
      if not block then
        block = redis.call('HGET', key, name) or ''
        entries[name] = block
      end
      local from = place * SIZE
      -- One call for all: `struct` takes ten times as long.
      local d1, d2, d3, d4, _, _, _, _, kind, status, r1, r2, p1, p2, o1, o2 = byte(block, from + 17, from + 32)
      if kinds[kind] and statuses[status] then
        local date = began + d1 + d2 * 256 + d3 * 65536 + d4 * 16777216
        local fits = date >= from_ms and date <= to_ms
        if fits and after and date == latest then
          fits = newer({after}, {sub(block, from + 1, from + 16)})
        end
        if fits and book then
          fits = sub(block, from + 1, from + 8) == book
        end
        if fits and coded then
          for j = 1, #codes do
            local code = codes[j]
            local own = code[2] == 1 and r1 + r2 * 256 or code[2] == 2 and p1 + p2 * 256 or o1 + o2 * 256
            fits = fits and own == code[1]
          end
        end
        if fits and bounded then
          -- What is no number is not within bounds.
          local value = struct.unpack('<d', block, from + 35)
          fits = (not least or value >= least) and (not most or value <= most)
        end
        if fits and counted ~= '' then
          count(names, block, from, kind, status, r1 + r2 * 256, p1 + p2 * 256)
        elseif fits then
          local size = #dates + 1
          dates[size], blocks[size], places[size] = date, block, from
        end
      end
    end
    if #dates > 0 then
      give(index, dates, blocks, places)
    end
  end

  if numbers then
    collect(numbers, earliest, latest)
    return
  end
  for i = 1, #terms do
    -- The posting of a day that a fact was first dated keeps its number.
    local day = began + (tonumber(sub(terms[i], 3)) - 1) * DAY_MS
    local few = redis.call('HGET', month .. buckets[i], terms[i])
    local held = posting(month, i, few)
    local numbers = is_bitmap(held) and numbers_of({held}) or numbers_in(held, {})
    collect(numbers, math.max(day, earliest), math.min(day + DAY_MS - 1, latest))
    if counted == '' and #answer >= 3 * limit then
      return
    end
  end
end

-- The answer as it is given, with the months that were looked through.
local function given(done)
  local whole = {done}
  if counted ~= '' then
    for value, number in pairs(counts) do
      whole[#whole + 1] = value
      whole[#whole + 1] = number
    end
    return whole
  end
  local with_records = ARGV[13] ~= ''
  for i = 1, #answer, 3 do
    local id = answer[i + 1]
    whole[#whole + 1] = answer[i]
    whole[#whole + 1] = id
    whole[#whole + 1] = answer[i + 2]
    if with_records then
      local key = string.format(ARGV[13], byte(id) % SHARDS, string.format(DIGEST, byte(id, 1, 8)))
      whole[#whole + 1] = redis.call('HGET', key, sub(id, 9))
    end
  end
  return whole
end

for index = 1, #KEYS do
  local began = struct.unpack('<d', ARGV[11], 8 * index - 7)
  look_through(index, KEYS[index], began)
  if counted == '' and #answer >= 3 * limit or entries_seen >= most_entries then
    return given(index)
  end
end
return given(#KEYS)
