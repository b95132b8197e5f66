-- Brings facts into the indexes of a month, unless somebody changed one of the entries in between.
-- KEYS[1] facts of the month   KEYS[2..] two for each term: its bucket and its own key
-- ARGV[1] bytes of the shortest posting that becomes a bitmap, if that takes less than the share ARGV[2] of them;
--   empty for none: a store of an older form is read by those who know no bitmaps
-- ARGV[3..] a group a fact: its number, its entry as it was read, the entry to write (empty: it stays as it is),
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
-- Bytes by which a bitmap grows at a time. A posting with a key of its own is numbers of three bytes, or one
-- bit for each number of the month: bitmaps are known by a length of one byte more than threes.
local GROWN = 33
local least, share = tonumber(ARGV[1]), tonumber(ARGV[2])
-- Bytes of a bitmap of all numbers of the month.
local all_bits = redis.call('HLEN', KEYS[1]) * BLOCK / 8

local function block_of(number)
  local block = math.floor((number - 1) / BLOCK)
  return block, redis.call('HGET', KEYS[1], block) or '', ((number - 1) % BLOCK) * SIZE
end

-- Where the terms of a group end, and where the next group begins.
local function ends_of(at)
  local last = at + 4 + 2 * ARGV[at + 4]
  return last, last + 2 + 2 * ARGV[last + 1]
end

local at = 3
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
local function place_of(packed, posting)
  local found = string.find(posting, packed, 1, true)
  while found and found % 3 ~= 1 do
    found = string.find(posting, packed, found + 1, true)
  end
  return found
end

local function is_bitmap(size)
  return size % 3 == 1
end

-- Sets the bit of a number. The string is written anew where it has to grow: one that Redis lengthens itself
-- takes up to twice its bytes.
local function mark(own, number)
  local missing = math.floor(number / 8) + 1 - redis.call('STRLEN', own)
  if missing > 0 then
    local bits = redis.call('GET', own) .. string.rep('\0', math.ceil(missing / GROWN) * GROWN)
    redis.call('SET', own, bits)
  end
  redis.call('SETBIT', own, number, 1)
end

local function make_bitmap(own, numbers)
  redis.call('SET', own, '\0')
  for i = #numbers - 2, 1, -3 do
    mark(own, (struct.unpack('<I3', numbers, i)))
  end
end

local function append(own, packed, numbers)
  if numbers then
    redis.call('SET', own, numbers .. packed)
  else
    redis.call('APPEND', own, packed)
  end
end

local function enter(number, packed, term, place, looks)
  local bucket, own = KEYS[place], KEYS[place + 1]
  local few = redis.call('HGET', bucket, term)
  local size = few == '' and redis.call('STRLEN', own)
  if size and is_bitmap(size) then
    mark(own, number)
  elseif size then
    local dense = least and size >= least and all_bits < share * size
    local numbers = (looks or dense or size < SHORT) and (redis.call('GET', own) or '')
    if dense then
      make_bitmap(own, numbers .. packed)
    elseif not (looks and place_of(packed, numbers)) then
      append(own, packed, size < SHORT and numbers)
    end
  elseif not (few and looks and place_of(packed, few)) then
    few = (few or '') .. packed
    if #few > MOST then
      redis.call('SET', own, few)
      few = ''
    end
    redis.call('HSET', bucket, term, few)
  end
end

local function leave(number, packed, term, place)
  local bucket, own = KEYS[place], KEYS[place + 1]
  local few = redis.call('HGET', bucket, term)
  local numbers = few == '' and redis.call('GET', own) or few or ''
  if is_bitmap(#numbers) then
    if number < 8 * #numbers then
      redis.call('SETBIT', own, number, 0)
    end
    return
  end
  local found = place_of(packed, numbers)
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

at = 3
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
    enter(number, packed, ARGV[i], tonumber(ARGV[i + 1]), looks)
  end
  for i = last + 2, following - 1, 2 do
    leave(number, packed, ARGV[i], tonumber(ARGV[i + 1]))
  end
  at = following
end
return 1
