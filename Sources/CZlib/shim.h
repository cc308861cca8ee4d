// What Swift cannot call of zlib: inflateInit2 is a macro.
#pragma once
#include <stdlib.h>
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

/// Undoes gzip chunk by chunk. The stream lives where zlib wants it: one place from opening to closing. NULL: no memory.
typedef struct cz_gunzip_stream cz_gunzip_stream;
struct cz_gunzip_stream {
  z_stream stream;
  int ended;
};

static inline cz_gunzip_stream *_Nullable cz_gunzip_open(void) {
  cz_gunzip_stream *own = calloc(1, sizeof(cz_gunzip_stream));
  if (own && inflateInit2(&own->stream, 16 + MAX_WBITS) != Z_OK) {
    free(own);
    return NULL;
  }
  return own;
}

/// Takes packed bytes and makes unpacked ones, as many as there is room for. 1: a member of the file has ended, and perhaps
/// the file; 0: there is more to come; -1: the data are damaged.
static inline int cz_gunzip(
    cz_gunzip_stream *_Nonnull own, const unsigned char *_Nullable packed, long packed_size, long *_Nonnull consumed,
    unsigned char *_Nullable room, long room_size, long *_Nonnull produced) {
  z_stream *stream = &own->stream;
  // Another member may follow the last one.
  if (own->ended && inflateReset(stream) != Z_OK) return -1;
  own->ended = 0;
  stream->next_in = (unsigned char *)packed;
  stream->avail_in = (unsigned)packed_size;
  stream->next_out = room;
  stream->avail_out = (unsigned)room_size;
  int result = inflate(stream, Z_NO_FLUSH);
  *consumed = packed_size - stream->avail_in;
  *produced = room_size - stream->avail_out;
  if (result == Z_STREAM_END) return own->ended = 1;
  return result == Z_OK || result == Z_BUF_ERROR ? 0 : -1;
}

static inline void cz_gunzip_close(cz_gunzip_stream *_Nonnull own) {
  inflateEnd(&own->stream);
  free(own);
}
