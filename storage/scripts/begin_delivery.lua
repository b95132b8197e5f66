-- Lets one try begin, if nobody else is at it, the channel does not rest, and its turn has come.
-- KEYS[1] claims   KEYS[2] slots   KEYS[3] paces
-- ARGV[1] delivery   ARGV[2] channel   ARGV[3] now (ms)   ARGV[4] least time between two messages (ms)
-- ARGV[5] how long the try may take (ms)   ARGV[6] how late a turn may be used (ms)
-- ARGV[7] digest of the channel's target
-- Returns milliseconds to wait (0: begin; -1: another is at it; -2: the target is gone for good), and how
-- often the channel failed in a row.
local id, channel, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
local failures = tonumber(redis.call('HGET', KEYS[3], 'failures:' .. channel) or '0')
local ended = redis.call('HGET', KEYS[3], 'ended:' .. channel)
if ended and string.match(ended, ' (.+)$') == ARGV[7] then
  return {-2, failures}
end
if tonumber(redis.call('HGET', KEYS[1], id) or '0') > now then
  return {-1, failures}
end
local rest = tonumber(redis.call('HGET', KEYS[3], 'rest:' .. channel) or '0')
if rest > now then
  redis.call('HDEL', KEYS[2], id)
  return {rest - now, failures}
end
local interval = tonumber(ARGV[4])
if interval > 0 then
  local slot = tonumber(redis.call('HGET', KEYS[2], id) or '-1')
  if slot < 0 or now - slot > tonumber(ARGV[6]) then
    slot = math.max(now, tonumber(redis.call('HGET', KEYS[3], 'next:' .. channel) or '0'))
    redis.call('HSET', KEYS[3], 'next:' .. channel, string.format('%d', slot + interval))
  end
  if slot > now then
    redis.call('HSET', KEYS[2], id, string.format('%d', slot))
    return {slot - now, failures}
  end
  redis.call('HDEL', KEYS[2], id)
end
-- string.format: Lua would write a number of this size as 1.7e+12.
redis.call('HSET', KEYS[1], id, string.format('%d', now + tonumber(ARGV[5])))
return {0, failures}
