-- The newest facts of a month that all terms fit.
-- KEYS[1] facts of the month   KEYS[2..] terms to fit, then terms not to fit, then days, newest first
-- ARGV[1] how many terms to fit   ARGV[2] how many not to fit   ARGV[3] limit
-- ARGV[4] date (ms) and ARGV[5] id of the fact behind which to begin; empty for the beginning
-- Returns ids and dates (ms) in turn, by date and id, newest first; at most `limit` facts.
local fit, unfit, limit = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local after, after_id = tonumber(ARGV[4]), ARGV[5]
for i = 2, 1 + fit do
  if redis.call('EXISTS', KEYS[i]) == 0 then
    return {}
  end
end

local function newer(one, other)
  if one[2] ~= other[2] then
    return one[2] > other[2]
  end
  return one[1] > other[1]
end

local function candidates(day)
  local sets = {day}
  for i = 2, 1 + fit do
    sets[#sets + 1] = KEYS[i]
  end
  local members = redis.call('SINTER', unpack(sets))
  for i = 2 + fit, 1 + fit + unfit do
    if #members == 0 then
      break
    end
    local kept = {}
    for place, number in ipairs(members) do
      if redis.call('SISMEMBER', KEYS[i], number) == 0 then
        kept[#kept + 1] = members[place]
      end
    end
    members = kept
  end
  return members
end

local found = {}
for i = 2 + fit + unfit, #KEYS do
  local day = {}
  for _, number in ipairs(candidates(KEYS[i])) do
    local entry = redis.call('HGET', KEYS[1], number)
    local id, date = string.match(entry or '', '^(%S+) (%d+) ')
    if id and id ~= '-' then
      local one = {id, tonumber(date)}
      if not after or newer({after_id, after}, one) then
        day[#day + 1] = one
      end
    end
  end
  table.sort(day, newer)
  for _, one in ipairs(day) do
    found[#found + 1] = one[1]
    found[#found + 1] = one[2]
    if #found >= 2 * limit then
      return found
    end
  end
end
return found
