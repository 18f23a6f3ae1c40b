/// \file
/// Graphs for property tests: the same seed always gives the same graph.
#pragma once

#include <cstdint>

#include "controller/domain/graph.h"

namespace executioner::domain {

/// A small generator (SplitMix64) of our own, so that every machine sees the same graphs.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// A number in [0, sides).
  int Roll(int sides) {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    mixed ^= mixed >> 31U;
    return static_cast<int>(mixed % static_cast<std::uint64_t>(sides));
  }

 private:
  std::uint64_t state_;
};

/// Any graph: may have rings, double edges and edges to itself.
inline Graph RandomGraph(Dice& dice, int nodes, int edges) {
  Graph graph(At(nodes));
  for (int edge = 0; edge < edges; ++edge) {
    graph[At(dice.Roll(nodes))].push_back(dice.Roll(nodes));
  }
  return graph;
}

/// A graph without rings, whose order is hidden by a shuffle.
inline Graph RandomDag(Dice& dice, int nodes, int edges) {
  std::vector<int> place(At(nodes));
  for (int node = 0; node < nodes; ++node) {
    place[At(node)] = node;
  }
  for (int node = nodes - 1; node > 0; --node) {
    std::swap(place[At(node)], place[At(dice.Roll(node + 1))]);
  }
  Graph graph(At(nodes));
  for (int edge = 0; edge < edges && nodes > 1; ++edge) {
    const int later = 1 + dice.Roll(nodes - 1);
    graph[At(place[At(later)])].push_back(place[At(dice.Roll(later))]);
  }
  return graph;
}

}  // namespace executioner::domain
