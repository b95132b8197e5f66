-- Brings facts into the indexes of a month, unless somebody changed one of the entries in between.
-- KEYS[1] facts of the month   KEYS[2..] two for each term: its bucket and its own key
-- ARGV a group a fact: its number, its entry as it was read, the entry to write (empty: it stays as it is),
--   1 if the number may stand in a posting already, how many terms, each with the place of its keys in KEYS
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

local at = 1
while at <= #ARGV do
  local _, block, offset = block_of(tonumber(ARGV[at]))
  local entry = string.sub(block, offset + 1, offset + SIZE)
  entry = entry .. string.rep('\0', SIZE - #entry)
  if ARGV[at + 2] ~= '' and entry ~= ARGV[at + 1] then
    return 0
  end
  at = at + 5 + 2 * ARGV[at + 4]
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

local function enter(number, term, place, looks)
  local bucket, own = KEYS[place], KEYS[place + 1]
  local few = redis.call('HGET', bucket, term)
  if few == '' then
    local numbers = (looks or redis.call('STRLEN', own) < SHORT) and redis.call('GET', own) or ''
    if looks and has(numbers, number) then
      return
    end
    if numbers ~= '' and #numbers < SHORT then
      redis.call('SET', own, numbers .. number)
    else
      redis.call('APPEND', own, number)
    end
  elseif not (few and looks and has(few, number)) then
    few = (few or '') .. number
    if #few > MOST then
      redis.call('SET', own, few)
      few = ''
    end
    redis.call('HSET', bucket, term, few)
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
  for i = at + 5, at + 4 + 2 * ARGV[at + 4], 2 do
    enter(packed, ARGV[i], tonumber(ARGV[i + 1]), looks)
  end
  at = at + 5 + 2 * ARGV[at + 4]
end
return 1
