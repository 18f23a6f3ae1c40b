/// \file
/// Random graphs for property tests, which depend only on the seed.
#pragma once

#include <cstdint>

#include "controller/domain/graph.h"

namespace executioner::domain {

/// A small random generator (SplitMix64), so that the graphs are the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// Returns a number in [0, sides).
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

/// Returns any graph, possibly with cycles, double edges and self-edges.
inline Graph RandomGraph(Dice& dice, int nodes, int edges) {
  Graph graph(At(nodes));
  for (int edge = 0; edge < edges; ++edge) {
    graph[At(dice.Roll(nodes))].push_back(dice.Roll(nodes));
  }
  return graph;
}

/// Returns an acyclic graph in shuffled order.
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
