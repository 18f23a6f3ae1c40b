/// \file
/// Reads a file line by line in bounded memory. Not thread-safe.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace executioner::runner {

/// Reads the lines of a file as C strings. A line is split into pieces after each NUL byte and
/// after kLongestPiece bytes; pieces of a line have the same number.
class LineReader {
 public:
  static constexpr size_t kLongestPiece = size_t{1024} * 1024;

  /// \param file  a file descriptor, borrowed
  explicit LineReader(int file) : file_(file) {}

  /// Reads the next piece.
  ///
  /// \return the piece, valid until the next call; null at the end of the file and if reading fails
  /// (see Error)
  const char* Next();

  /// \return the number of the line that Next returned last, from 1
  int64_t Line() const { return line_; }

  /// \return the errno of a failed read, or 0
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
  bool line_ended_ = false;  ///< the previous piece was the last of its line
  bool at_end_ = false;
  int error_ = 0;
};

}  // namespace executioner::runner
