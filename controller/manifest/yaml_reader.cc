#include "controller/manifest/yaml_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <tuple>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "controller/base/error.h"
#include "controller/base/utf8.h"
#include "controller/manifest/json_text.h"
#include "controller/manifest/yaml_scalar.h"

namespace executioner::manifest {
namespace {

/// An error at a place of the text.
struct Fault {
  int line = 0;
  int column = 0;
  std::string message = {};
};

/// A list or an object that is being read.
struct Frame {
  Value value = {};
  YAML::anchor_t anchor = 0;
  std::size_t size = 1;                 ///< values in it so far, itself included
  std::optional<std::string> key = {};  ///< of the member whose value comes next
  int key_line = 0;
  int key_column = 0;
};

/// The value of an anchor.
struct Anchored {
  Value value = {};
  std::size_t size = 1;
};

/// The mark of a byte. \pre offset <= text.size()
YAML::Mark MarkAt(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  YAML::Mark mark;
  mark.pos = static_cast<int>(offset);
  mark.line = static_cast<int>(std::ranges::count(before, '\n'));
  mark.column = static_cast<int>(offset - line_start);
  return mark;
}

/// Returns the visible end of a text: after the last nonempty line.
YAML::Mark EndOf(std::string_view text) {
  return MarkAt(text, text.find_last_not_of("\r\n") + 1);  // npos + 1 is 0
}

/// Builds values while yaml-cpp reads, without YAML::Node, which takes 55 times the size of the
/// text. Throws YAML::ParserException, like yaml-cpp itself.
///
/// Places always lie within the text. yaml-cpp reads an added end marker too, so its own marks may
/// lie beyond the text.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(std::string_view text) : text_(text), end_(EndOf(text)) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (IsBehind(mark)) {
      RefuseDirective();
    } else if (!documents_.empty() && !text_.substr(At(mark)).starts_with("---")) {
      // yaml-cpp treats text that it cannot continue with as a new document.
      Refuse(mark,
             "does not belong to what is before it: check the indentation; a new document "
             "begins with ---");
    }
    anchored_.clear();
  }

  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (ExpectsKey()) {
      Refuse(mark, "a key is missing before ':'");
    }
    Put(mark, Value{}, anchor, 1);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (ExpectsKey()) {
      Refuse(mark, "an alias cannot be a key");
    }
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) {
      Refuse(mark, "an alias stands inside of what it stands for");
    }
    Spend(mark, found->second.size);
    Put(mark, found->second.value, 0, found->second.size);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    PlainScalar scalar = ReadScalar(mark, tag, text);
    if (!scalar.error.empty()) {
      Refuse(mark, ExpectsKey() ? ErrorOfKey(scalar, text) : scalar.error);
    }
    if (ExpectsKey()) {
      TakeKey(mark, tag == "?" && text == "<<", text);
    } else {
      Put(mark, std::move(scalar.value), anchor, 1);
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, Frame{.value = {.data = List{}}, .anchor = anchor});
  }

  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, Frame{.value = {.data = Object{}}, .anchor = anchor});
  }

  void OnMapEnd() override { Close(); }

  std::vector<Value> Take() { return std::move(documents_); }

 private:
  [[noreturn]] static void Refuse(const YAML::Mark& mark, const std::string& why) {
    throw YAML::ParserException(mark, why);
  }

  static std::size_t At(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.pos); }

  bool IsBehind(const YAML::Mark& mark) const { return At(mark) >= text_.size(); }

  /// Only a directive makes yaml-cpp begin a document after the end of the text. The directive is
  /// the last line that is neither empty nor a comment. If there is no directive, the text is
  /// empty.
  void RefuseDirective() const {
    const std::size_t last = text_.rfind("\n%");
    const bool is_first = last == std::string_view::npos;
    if (!is_first || text_.starts_with('%')) {
      Refuse(MarkAt(text_, is_first ? 0 : last + 1),
             "a directive (a line that begins with %) needs a document behind it, which begins "
             "with ---");
    }
  }

  /// \return lines and columns from 1, within the text
  std::pair<int, int> PlaceOf(const YAML::Mark& mark) const {
    const YAML::Mark& within = IsBehind(mark) ? end_ : mark;
    return {within.line + 1, within.column + 1};
  }

  bool ExpectsKey() const {
    return !open_.empty() && open_.back().value.Members() != nullptr && !open_.back().key;
  }

  static PlainScalar ReadScalar(const YAML::Mark& mark, const std::string& tag,
                                const std::string& text) {
    if (tag == "?") {
      return ReadPlain(text);
    }
    if (tag != "!" && tag != "tag:yaml.org,2002:str") {
      Refuse(mark, "the tag " + tag + " is not supported: leave it out");
    }
    return {.value = {.data = text}};
  }

  /// A key is always text, so the only way to write it is with quotes.
  static std::string ErrorOfKey(const PlainScalar& scalar, const std::string& key) {
    const std::size_t advice = scalar.error.rfind(": write ");
    return advice == std::string::npos
               ? scalar.error
               : scalar.error.substr(0, advice) + ": quote it: '" + key + "'";
  }

  void TakeKey(const YAML::Mark& mark, bool merges, const std::string& key) {
    if (merges) {
      Refuse(mark, "merge keys are not supported: write the fields out");
    }
    Frame& frame = open_.back();
    if (frame.value.Find(key) != nullptr) {
      Refuse(mark, "key '" + key + "' is given twice");
    }
    frame.key = key;
    std::tie(frame.key_line, frame.key_column) = PlaceOf(mark);
  }

  void Open(const YAML::Mark& mark, const std::string& tag, Frame frame) {
    const bool is_list = frame.value.Items() != nullptr;
    if (tag != "?" && tag != (is_list ? "tag:yaml.org,2002:seq" : "tag:yaml.org,2002:map")) {
      Refuse(mark, "the tag " + tag + " is not supported: leave it out");
    }
    if (ExpectsKey()) {
      Refuse(mark, "a key must be text, not a list or an object; perhaps a bracket is not closed");
    }
    if (open_.size() == kDeepest) {
      Refuse(mark, "nested deeper than " + std::to_string(kDeepest) + " levels");
    }
    std::tie(frame.value.line, frame.value.column) = PlaceOf(mark);
    open_.push_back(std::move(frame));
  }

  void Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    YAML::Mark mark;
    mark.line = frame.value.line - 1;
    mark.column = frame.value.column - 1;
    Put(mark, std::move(frame.value), frame.anchor, frame.size);
  }

  void Spend(const YAML::Mark& mark, std::size_t size) {
    from_aliases_ += size;
    // Aliases of aliases grow exponentially ("billion laughs"), so values are counted before they
    // are copied.
    if (from_aliases_ > kMostFromAliases) {
      Refuse(mark, "anchors and aliases stand for more than " + std::to_string(kMostFromAliases) +
                       " values");
    }
  }

  void Put(const YAML::Mark& mark, Value value, YAML::anchor_t anchor, std::size_t size) {
    std::tie(value.line, value.column) = PlaceOf(mark);
    if (anchor != 0) {
      Spend(mark, size);
      anchored_[anchor] = {.value = value, .size = size};
    }
    if (open_.empty()) {
      documents_.push_back(std::move(value));
      return;
    }
    Frame& frame = open_.back();
    frame.size += size;
    if (auto* const items = std::get_if<List>(&frame.value.data)) {
      items->push_back(std::move(value));
      return;
    }
    value.line = frame.key_line;
    value.column = frame.key_column;
    std::get<Object>(frame.value.data).emplace(std::move(*frame.key), std::move(value));
    frame.key.reset();
  }

  std::string_view text_;
  const YAML::Mark end_;
  std::vector<Value> documents_;
  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::size_t from_aliases_ = 0;
};

Fault FaultAt(const YAML::Mark& mark, std::string message) {
  return {.line = mark.line + 1, .column = mark.column + 1, .message = std::move(message)};
}

std::optional<Fault> FaultOfBytes(std::string_view text) {
  if (text.size() > kLargestManifest) {
    return Fault{.message = "is larger than " + std::to_string(kLargestManifest) + " bytes"};
  }
  if (const auto offset = base::FirstNotUtf8(text)) {
    return FaultAt(MarkAt(text, *offset), "is not UTF-8");
  }
  // JSON allows DEL in strings (RFC 8259), YAML only as an escape.
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json =
      first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
  const auto* const control = std::ranges::find_if(text, [is_json](char letter) {
    return (letter >= 0 && letter < ' ' && letter != '\n' && letter != '\r' && letter != '\t') ||
           (letter == '\x7F' && !is_json);
  });
  if (control != text.end()) {
    return FaultAt(MarkAt(text, static_cast<std::size_t>(control - text.begin())),
                   "has a control character; in double quotes it can be written as \\xNN");
  }
  return std::nullopt;
}

Fault FaultOf(const YAML::Exception& error, std::string_view text) {
  if (error.mark.is_null()) {
    return {.message = error.msg};
  }
  if (static_cast<std::size_t>(error.mark.pos) >= text.size()) {
    return FaultAt(EndOf(text), "the text ends too early: a quote or a bracket is not closed");
  }
  return FaultAt(error.mark, error.msg);
}

[[noreturn]] void Throw(const std::string& filename, const Fault& fault) {
  throw base::ConfigurationError(
      PlaceIn(filename, Value{.line = fault.line, .column = fault.column}), fault.message);
}

}  // namespace

std::vector<Value> ReadYaml(std::string_view text, const std::string& filename) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  if (const std::optional<Fault> fault = FaultOfBytes(text)) {
    Throw(filename, *fault);
  }
  Builder builder(text);
  // Without an end marker, yaml-cpp accepts an unclosed quote at the end of the text.
  std::istringstream stream(std::string(text) + (text.ends_with('\n') ? "...\n" : "\n...\n"));
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    Throw(filename, FaultOf(error, text));
  }
  return builder.Take();
}

std::string PlaceIn(const std::string& filename, const Value& value) {
  if (value.line == 0) {
    return filename;
  }
  return filename + ":" + std::to_string(value.line) + ":" + std::to_string(value.column);
}

}  // namespace executioner::manifest
