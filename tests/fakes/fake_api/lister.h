/// \file
/// Answers list requests like the API server: selectors, consistent pages and `resourceVersion`.
/// Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_api/object_store.h"
#include "tests/fakes/fake_api/route.h"

namespace executioner::fakes {

class Lister {
 public:
  /// \param store  borrowed; must outlive the lister
  explicit Lister(const ObjectStore& store) : store_(store) {}

  /// Returns one page. All pages of a list have the revision of the first page, and the objects of
  /// that revision.
  /// \throws Refusal  400 for `continue` together with `resourceVersion`; 410 for an expired page
  /// token; 504 with cause ResourceVersionTooLarge for a future revision
  nlohmann::json List(const Route& route);

  /// Expires all page tokens, like a compaction.
  void ForgetPages() { pages_.clear(); }

 private:
  struct Rest {
    std::int64_t revision = 0;
    std::deque<Object> objects = {};
  };

  Rest FirstPage(const Route& route) const;
  Rest NextPage(const std::string& token);

  const ObjectStore& store_;
  std::map<std::string, Rest> pages_;
  std::int64_t tokens_ = 0;
};

/// Returns a resourceVersion as a number; 0 for "". \throws Refusal  400
std::int64_t ParseRevision(const std::string& text);

}  // namespace executioner::fakes
