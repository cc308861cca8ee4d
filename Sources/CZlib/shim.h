// What Swift cannot call of zlib: inflateInit2 is a macro.
#pragma once
#include <zlib.h>

/// Undoes deflate (RFC 1951, no header) into room of exactly the size that is expected. 0: it came out as expected; -1: the
/// data are damaged, too short or too long, or there is no memory.
static inline int cz_inflate(const unsigned char *packed, unsigned packed_size, unsigned char *room, unsigned room_size) {
  z_stream stream = {0};
  // A whole stream may end in bits of no output, for which zlib wants a place to write to.
  unsigned char spare;
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return -1;
  stream.next_in = (unsigned char *)packed;
  stream.avail_in = packed_size;
  stream.next_out = room_size ? room : &spare;
  stream.avail_out = room_size;
  int result = inflate(&stream, Z_FINISH);
  if (result == Z_BUF_ERROR && room_size == 0) {
    stream.avail_out = 1;
    result = inflate(&stream, Z_FINISH);
  }
  int fits = result == Z_STREAM_END && stream.avail_in == 0 && stream.total_out == room_size;
  inflateEnd(&stream);
  return fits ? 0 : -1;
}
