#include "controller/cli/printer.h"

#include <array>
#include <csignal>
#include <unistd.h>

#include <gtest/gtest.h>

#include "controller/base/descriptor.h"

namespace executioner::cli {
namespace {

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    out = base::Descriptor(ends[0]);
    in = base::Descriptor(ends[1]);
  }

  std::string Read(std::size_t size) const {
    std::string text(size, '\0');
    for (std::size_t at = 0; at < size;) {
      const ssize_t got = read(out.Number(), text.data() + at, size - at);
      if (got <= 0) {
        return "the pipe has ended";
      }
      at += static_cast<std::size_t>(got);
    }
    return text;
  }

  base::Descriptor out;
  base::Descriptor in;
};

TEST(Printer, DoesNotWaitForReadersAndKeepsTheOrder) {
  const Pipe pipe;
  const base::Descriptor other(dup(pipe.in.Number()));
  constexpr std::size_t kSize = 100'000;  // more than a pipe holds
  Printer printer;
  printer.Print(pipe.in.Number(), std::string(kSize, 'a'));
  printer.Print(other.Number(), std::string(kSize, 'b'));
  printer.Print(pipe.in.Number(), std::string(kSize, 'c'));
  EXPECT_EQ(pipe.Read(3 * kSize),
            std::string(kSize, 'a') + std::string(kSize, 'b') + std::string(kSize, 'c'));
}

TEST(Printer, WritesEverythingBeforeItsEnd) {
  const Pipe pipe;
  {
    Printer printer;
    for (int i = 0; i < 100; ++i) {
      printer.Print(pipe.in.Number(), "x");
    }
  }
  EXPECT_EQ(pipe.Read(100), std::string(100, 'x'));
}

TEST(Printer, OmitsTextIfTheReaderIsTooSlow) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe gone;
  const Pipe pipe;
  gone.out = {};
  Printer printer;
  printer.Print(gone.in.Number(), "lost");
  printer.Print(gone.in.Number(), "lost");
  printer.Print(pipe.in.Number(), "there");
  EXPECT_EQ(pipe.Read(5), "there");
}

}  // namespace
}  // namespace executioner::cli
