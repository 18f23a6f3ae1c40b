/// \file
/// Items that wait in lanes: in order within a lane, by turns between lanes. A lane with many
/// items, or with urgent ones, cannot hold up another. Not thread-safe.
#pragma once

#include <cstddef>
#include <list>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace executioner::kube {

/// All operations take O(log items).
///
/// \tparam Item   borrowed; stays where it is while it waits
/// \tparam Order  compares two `Item*`; must not change while an item waits, except in Reorder
template <class Item, class Order>
class FairOrder {
 public:
  /// A lane that had no items gets the last turn.
  void Insert(std::string_view lane, Item* item) {
    const auto [place, is_new] = lanes_.try_emplace(std::string(lane));
    if (is_new) {
      place->second.name = place->first;
      place->second.turn = turns_.insert(turns_.end(), &place->second);
    }
    size_ += place->second.items.insert(item).second ? 1U : 0U;
  }

  void Erase(std::string_view lane, Item* item) {
    const auto place = lanes_.find(std::string(lane));
    if (place != lanes_.end() && place->second.items.erase(item) > 0) {
      --size_;
      LeaveIfEmpty(place->second);
    }
  }

  /// Calls `change`, which may change the item's order within its lane. The lane keeps its turn.
  /// \pre the item waits in that lane
  template <class Change>
  void Reorder(std::string_view lane, Item* item, const Change& change) {
    auto& items = lanes_.at(std::string(lane)).items;
    auto node = items.extract(item);
    change();
    items.insert(std::move(node));
  }

  /// Takes the first item of the lane whose turn it is, and gives that lane the last turn.
  /// \pre not empty
  Item* Take() {
    Lane& lane = *turns_.front();
    Item* const item = *lane.items.begin();
    lane.items.erase(lane.items.begin());
    --size_;
    turns_.splice(turns_.end(), turns_, lane.turn);
    LeaveIfEmpty(lane);
    return item;
  }

  std::size_t Size() const { return size_; }

  bool IsEmpty() const { return size_ == 0; }

 private:
  struct Lane {
    std::string_view name = {};  // the key of `lanes_`
    std::set<Item*, Order> items = {};
    typename std::list<Lane*>::iterator turn = {};
  };

  void LeaveIfEmpty(Lane& lane) {
    if (lane.items.empty()) {
      turns_.erase(lane.turn);
      lanes_.erase(std::string(lane.name));
    }
  }

  std::unordered_map<std::string, Lane> lanes_;  // none of them empty
  std::list<Lane*> turns_;                       // the front comes next
  std::size_t size_ = 0;
};

}  // namespace executioner::kube
