#include "controller/adapters/runner/cut_json.h"

#include <cstddef>
#include <optional>

namespace executioner::runner {
namespace {

constexpr std::size_t kMostBytes = 16 * 1024;

/// Scans an object from its first byte and finds where it could be closed.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {
    for (at_ = 0; at_ < text_.size() && !closed_; ++at_) {
      if (in_string_) {
        StepInString(text_[at_]);
      } else {
        Step(text_[at_]);
      }
    }
  }

  /// Whether the text ends before the object does.
  bool IsCut() const { return depth_ > 0; }

  /// Where to close the string of a member that was cut: before an incomplete escape.
  std::optional<std::size_t> CutString() const {
    const bool is_value = in_string_ && depth_ == 1 && after_colon_;
    return is_value ? std::optional(escape_.value_or(text_.size())) : std::nullopt;
  }

  /// The end of the last complete member.
  std::optional<std::size_t> LastWhole() const { return last_comma_; }

 private:
  void Step(char letter) {
    switch (letter) {
      case '"': in_string_ = true; break;
      case '{':
      case '[': ++depth_; break;
      case '}':
      case ']': closed_ = --depth_ <= 0; break;
      case ':': after_colon_ = after_colon_ || depth_ == 1; break;
      case ',':
        if (depth_ == 1) {
          last_comma_ = at_;
          after_colon_ = false;
        }
        break;
      default: break;
    }
  }

  void StepInString(char letter) {
    if (escape_) {
      // `\u` has four digits; every other escape is one letter.
      const std::size_t length = text_[*escape_ + 1] == 'u' ? 6 : 2;
      if (at_ + 1 == *escape_ + length) {
        escape_.reset();
      }
    } else if (letter == '\\') {
      escape_ = at_;
    } else if (letter == '"') {
      in_string_ = false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool closed_ = false;
  bool in_string_ = false;
  bool after_colon_ = false;           ///< of a member of the object itself
  std::optional<std::size_t> escape_;  ///< start of an escape that has not ended
  std::optional<std::size_t> last_comma_;
};

}  // namespace

std::vector<std::string> MendCutObject(std::string_view text) {
  std::vector<std::string> mended;
  if (!text.starts_with('{')) {
    return mended;
  }
  text = text.substr(0, kMostBytes);
  const Scan scan(text);
  if (!scan.IsCut()) {
    return mended;
  }
  if (const auto end = scan.CutString()) {
    // Only a string can be kept in part: half a number would be another number.
    mended.push_back(std::string(text.substr(0, *end)) + "\"}");
  }
  if (const auto end = scan.LastWhole()) {
    mended.push_back(std::string(text.substr(0, *end)) + "}");
  }
  return mended;
}

}  // namespace executioner::runner
