/// \file
/// Two kinds of index that must not be mixed up: a node is a job of the plan, an instance is one
/// execution of a node in a run. Only a Run relates them (see run.h). Pure.
#pragma once

#include <compare>
#include <cstddef>
#include <iterator>
#include <ostream>
#include <vector>

namespace executioner::domain {

/// An index of one kind. Ids of different kinds do not convert into each other.
template <class Kind>
class Id {
 public:
  constexpr Id() = default;

  constexpr explicit Id(int index) : index_(index) {}

  /// The place in a container of this kind, from 0.
  constexpr int Index() const { return index_; }

  constexpr auto operator<=>(const Id&) const = default;

  friend std::ostream& operator<<(std::ostream& out, Id id) { return out << id.index_; }

 private:
  int index_ = 0;
};

/// A job of the plan: its place in `spec.jobs`.
using NodeId = Id<struct NodeKind>;

/// One execution of a node within a run.
using InstanceId = Id<struct InstanceKind>;

/// Consecutive ids, for range-based loops.
template <class AnyId>
class IdRange {
 public:
  class Iterator {
   public:
    using value_type = AnyId;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::input_iterator_tag;

    constexpr Iterator() = default;

    constexpr explicit Iterator(int index) : index_(index) {}

    constexpr AnyId operator*() const { return AnyId{index_}; }

    constexpr Iterator& operator++() {
      ++index_;
      return *this;
    }

    constexpr Iterator operator++(int) { return Iterator{index_++}; }

    constexpr bool operator==(const Iterator&) const = default;

   private:
    int index_ = 0;
  };

  constexpr IdRange(AnyId first, int count) : first_(first.Index()), count_(count) {}

  constexpr Iterator begin() const { return Iterator{first_}; }

  constexpr Iterator end() const { return Iterator{first_ + count_}; }

  constexpr int size() const { return count_; }

  constexpr bool empty() const { return count_ == 0; }

  /// \pre not empty
  constexpr AnyId front() const { return AnyId{first_}; }

 private:
  int first_;
  int count_;
};

/// A vector that only ids of one kind index.
template <class AnyId, class Value>
class IdVector {
 public:
  IdVector() = default;

  explicit IdVector(std::size_t size, const Value& value = {}) : values_(size, value) {}

  decltype(auto) operator[](AnyId id) { return values_[static_cast<std::size_t>(id.Index())]; }

  decltype(auto) operator[](AnyId id) const {
    return values_[static_cast<std::size_t>(id.Index())];
  }

  std::size_t size() const { return values_.size(); }

  bool empty() const { return values_.empty(); }

  void reserve(std::size_t size) { values_.reserve(size); }

  void resize(std::size_t size, const Value& value = {}) { values_.resize(size, value); }

  void push_back(Value value) { values_.push_back(std::move(value)); }

  auto begin() { return values_.begin(); }

  auto end() { return values_.end(); }

  auto begin() const { return values_.begin(); }

  auto end() const { return values_.end(); }

  decltype(auto) front() const { return values_.front(); }

  decltype(auto) back() { return values_.back(); }

  /// Returns the ids of all elements, in order.
  IdRange<AnyId> Ids() const { return {AnyId{}, static_cast<int>(values_.size())}; }

  bool operator==(const IdVector&) const = default;

 private:
  std::vector<Value> values_ = {};
};

}  // namespace executioner::domain
