-- Brings facts into the indexes of a month, unless somebody changed one of the entries in between.
-- KEYS[1] facts of the month   KEYS[2..] two for each term: its bucket and its own key
-- ARGV a group a fact: its number, its entry as it was read, the entry to write (empty: it stays as it is),
--   1 if the number may stand in a posting already, how many terms, each with the place of its keys in KEYS,
--   then likewise the terms that fit no longer
-- Returns 1 when written, else 0.
local BLOCK, SIZE = 32, 42
-- Numbers of three bytes that a bucket's field takes: with more it were longer than the 64 bytes up to
-- which Redis keeps a hash in one piece.
local MOST = 20 * 3
-- Up to here a posting is written anew rather than appended to: what is appended to takes up to twice its
-- bytes, and most postings are short.
local SHORT = 1024

local function block_of(number)
  local block = math.floor((number - 1) / BLOCK)
  return block, redis.call('HGET', KEYS[1], block) or '', ((number - 1) % BLOCK) * SIZE
end

-- Where the terms of a group end, and where the next group begins.
local function ends_of(at)
  local last = at + 4 + 2 * ARGV[at + 4]
  return last, last + 2 + 2 * ARGV[last + 1]
end

local at = 1
while at <= #ARGV do
  local _, block, offset = block_of(tonumber(ARGV[at]))
  local entry = string.sub(block, offset + 1, offset + SIZE)
  entry = entry .. string.rep('\0', SIZE - #entry)
  if ARGV[at + 2] ~= '' and entry ~= ARGV[at + 1] then
    return 0
  end
  _, at = ends_of(at)
end

-- Where a number stands in a posting, or nil.
local function place_of(number, posting)
  local found = string.find(posting, number, 1, true)
  while found and found % 3 ~= 1 do
    found = string.find(posting, number, found + 1, true)
  end
  return found
end

local function enter(number, term, place, looks)
  local bucket, own = KEYS[place], KEYS[place + 1]
  local few = redis.call('HGET', bucket, term)
  if few == '' then
    local numbers = (looks or redis.call('STRLEN', own) < SHORT) and redis.call('GET', own) or ''
    if looks and place_of(number, numbers) then
      return
    end
    if numbers ~= '' and #numbers < SHORT then
      redis.call('SET', own, numbers .. number)
    else
      redis.call('APPEND', own, number)
    end
  elseif not (few and looks and place_of(number, few)) then
    few = (few or '') .. number
    if #few > MOST then
      redis.call('SET', own, few)
      few = ''
    end
    redis.call('HSET', bucket, term, few)
  end
end

local function leave(number, term, place)
  local bucket, own = KEYS[place], KEYS[place + 1]
  local few = redis.call('HGET', bucket, term)
  local numbers = few == '' and redis.call('GET', own) or few or ''
  local found = place_of(number, numbers)
  if not found then
    return
  end
  numbers = string.sub(numbers, 1, found - 1) .. string.sub(numbers, found + 3)
  if few == '' then
    redis.call('SET', own, numbers)
  elseif numbers == '' then
    -- An empty field tells that the posting has a key of its own.
    redis.call('HDEL', bucket, term)
  else
    redis.call('HSET', bucket, term, numbers)
  end
end

at = 1
while at <= #ARGV do
  local number, entry, looks = tonumber(ARGV[at]), ARGV[at + 2], ARGV[at + 3] == '1'
  if entry ~= '' then
    local name, block, offset = block_of(number)
    block = block .. string.rep('\0', offset - #block)
    block = string.sub(block, 1, offset) .. entry .. string.sub(block, offset + SIZE + 1)
    redis.call('HSET', KEYS[1], name, block)
  end
  local packed = struct.pack('<I3', number)
  local last, following = ends_of(at)
  for i = at + 5, last, 2 do
    enter(packed, ARGV[i], tonumber(ARGV[i + 1]), looks)
  end
  for i = last + 2, following - 1, 2 do
    leave(packed, ARGV[i], tonumber(ARGV[i + 1]))
  end
  at = following
end
return 1
