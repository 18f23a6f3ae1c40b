#include "runner/line_reader.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "runner/list.h"

namespace executioner::runner {
namespace {

constexpr size_t kFirstCapacity = size_t{64} * 1024;

/// \return the offset of the first line feed or NUL; `size` if there is none
size_t FindEnd(const char* bytes, size_t size) {
  const void* feed = memchr(bytes, '\n', size);
  const size_t line =
      feed == nullptr ? size : static_cast<size_t>(static_cast<const char*>(feed) - bytes);
  const void* nul = memchr(bytes, '\0', line);
  return nul == nullptr ? line : static_cast<size_t>(static_cast<const char*>(nul) - bytes);
}

}  // namespace

// Leaves one byte free for the NUL after a piece that fills the buffer.
bool LineReader::Fill() {
  if (begin_ > 0) {
    memmove(buffer_, buffer_ + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ + 1 >= capacity_) {
    capacity_ = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
    buffer_ = static_cast<char*>(Grow(buffer_, capacity_));
  }
  const ssize_t size = read(file_, buffer_ + end_, capacity_ - end_ - 1);
  if (size <= 0) {
    error_ = size < 0 ? errno : 0;
    at_end_ = true;
    return false;
  }
  end_ += static_cast<size_t>(size);
  return true;
}

char* LineReader::TakePiece(size_t length, size_t skipped) {
  char* piece = buffer_ + begin_;
  line_ended_ = skipped > 0 && piece[length] == '\n';
  piece[length] = '\0';
  begin_ += length + skipped;
  return piece;
}

const char* LineReader::Next() {
  line_ += line_ended_ ? 1 : 0;
  line_ended_ = false;
  size_t looked_at = 0;
  while (true) {
    const size_t size = end_ - begin_;
    const size_t found = size == looked_at
                             ? size
                             : looked_at + FindEnd(buffer_ + begin_ + looked_at, size - looked_at);
    if (found < size) {
      return TakePiece(found, 1);
    }
    looked_at = size;
    if (size >= kLongestPiece || (at_end_ && size > 0)) {
      return TakePiece(size, 0);
    }
    if (at_end_ || (!Fill() && end_ == begin_)) {
      return nullptr;
    }
  }
}

}  // namespace executioner::runner
