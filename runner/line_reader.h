/// \file
/// Reads a file line by line in bounded memory. Not thread-safe.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace executioner::runner {

/// Lines of one file as C strings. A NUL byte ends a piece of a line as if it were the line's end,
/// and so does every kLongestPiece bytes without one; pieces of one line have the same number.
class LineReader {
 public:
  static constexpr size_t kLongestPiece = size_t{1024} * 1024;

  /// \param file  a descriptor, borrowed
  explicit LineReader(int file) : file_(file) {}

  /// Reads the next piece.
  ///
  /// \return valid until the next call; null at the end of the file, and when reading fails (see
  /// Error)
  const char* Next();

  /// Number of the line that Next returned, from 1.
  int64_t Line() const { return line_; }

  /// errno of a failed read; 0: none.
  int Error() const { return error_; }

 private:
  bool Fill();
  char* TakePiece(size_t length, size_t skipped);

  int file_;
  char* buffer_ = nullptr;
  size_t capacity_ = 0;
  size_t begin_ = 0;
  size_t end_ = 0;
  int64_t line_ = 1;
  bool line_ended_ = false;  ///< the piece before was the last of its line
  bool at_end_ = false;
  int error_ = 0;
};

}  // namespace executioner::runner
