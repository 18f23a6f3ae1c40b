/// \file
/// Lists: selectors, consistent pages and `resourceVersion`, as the API server answers them. Not
/// thread-safe.
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
  /// \param store  borrowed; outlives the lister
  explicit Lister(const ObjectStore& store) : store_(store) {}

  /// One page. All pages of a list carry the revision of the first one and what was there then.
  /// \throws Refusal 400 for `continue` together with `resourceVersion`; 410 for a forgotten page
  ///   token; 504 with cause ResourceVersionTooLarge for a revision of the future
  nlohmann::json List(const Route& route);

  /// Forgets all page tokens, as a compaction does.
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

/// A resourceVersion as a number; 0 for "". \throws Refusal 400
std::int64_t ParseRevision(const std::string& text);

}  // namespace executioner::fakes
