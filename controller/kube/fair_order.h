/// \file
/// Items that wait in lanes: lanes take turns, and items of a lane are ordered. A lane with many
/// items, or with urgent ones, cannot delay another lane. Not thread-safe.
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
/// \tparam Item   borrowed; its address must not change while it waits
/// \tparam Order  compares two `Item*`; must not change while an item waits, except in Reorder
template <class Item, class Order>
class FairOrder {
 public:
  /// Adds an item. If the lane had no items, it gets the last turn.
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

  /// Removes and returns the first item of the lane whose turn it is; that lane gets the last turn.
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

  std::unordered_map<std::string, Lane> lanes_;  // all are non-empty
  std::list<Lane*> turns_;                       // the front has the next turn
  std::size_t size_ = 0;
};

}  // namespace executioner::kube
