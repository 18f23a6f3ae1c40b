#include "controller/adapters/queue/redis_connection.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <string_view>
#include <sys/time.h>
#include <utility>

#include "controller/base/shared_library.h"
#include "controller/base/url_secrets.h"
#include "controller/history/job_queue.h"

namespace executioner::queue {
namespace {

/// The functions of hiredis that we use.
struct LibHiredis {
  template <typename Signature>
  using Function = base::LibraryFunction<Signature>;

  base::SharedLibrary library{"libhiredis.so.0.14", "libhiredis0.14"};
  Function<decltype(redisConnectWithTimeout)> connect{library, "redisConnectWithTimeout"};
  Function<decltype(redisConnectUnixWithTimeout)> connect_unix{library,
                                                               "redisConnectUnixWithTimeout"};
  Function<decltype(redisSetTimeout)> set_timeout{library, "redisSetTimeout"};
  Function<decltype(redisEnableKeepAlive)> enable_keep_alive{library, "redisEnableKeepAlive"};
  Function<decltype(redisFree)> free{library, "redisFree"};
  Function<decltype(redisCommandArgv)> command_argv{library, "redisCommandArgv"};
  Function<decltype(redisBufferRead)> buffer_read{library, "redisBufferRead"};
  Function<decltype(redisReaderGetReply)> get_reply{library, "redisReaderGetReply"};
  Function<decltype(freeReplyObject)> free_reply{library, "freeReplyObject"};
};

/// \throws base::MissingLibraryError
const LibHiredis& Hiredis() {
  // Loaded with the first connection, so that programs that use no Redis run without hiredis.
  static const LibHiredis kLibrary;
  return kLibrary;
}

constexpr timeval kConnectLimit{.tv_sec = 5, .tv_usec = 0};
constexpr timeval kAnswerLimit{.tv_sec = 10, .tv_usec = 0};

struct FreeReply {
  void operator()(redisReply* reply) const { Hiredis().free_reply(reply); }
};

using Reply = std::unique_ptr<redisReply, FreeReply>;

RedisReply ReadReply(const redisReply& reply) {
  RedisReply read{.number = reply.integer};
  // Texts may hold NUL, so their length counts.
  if (reply.str != nullptr) {
    read.text.assign(reply.str, reply.len);
  }
  for (std::size_t i = 0; i < reply.elements; ++i) {
    read.parts.push_back(ReadReply(*reply.element[i]));
  }
  return read;
}

/// Errors that pass: the server begins, ends, is full for now or busy with a script.
bool Passes(std::string_view error) {
  constexpr std::array<std::string_view, 6> kPassing{"LOADING",     "BUSY", "MASTERDOWN",
                                                     "CLUSTERDOWN", "OOM",  "READONLY"};
  return std::ranges::any_of(kPassing, [&](auto word) { return error.starts_with(word); });
}

}  // namespace

void RedisConnection::Close::operator()(redisContext* context) const {
  Hiredis().free(context);
}

RedisConnection::RedisConnection(RedisAddress address) : address_(std::move(address)) {
  Connect();
}

void RedisConnection::FailBroken() {
  const std::string why = context_ ? context_->errstr : "out of memory";
  context_.reset();
  throw history::QueueError(address_.Place() + ": " + why);
}

void RedisConnection::Connect() {
  context_.reset(address_.socket.empty()
                     ? Hiredis().connect(address_.host.c_str(), address_.port, kConnectLimit)
                     : Hiredis().connect_unix(address_.socket.c_str(), kConnectLimit));
  if (!context_ || context_->err != 0) {
    FailBroken();
  }
  fcntl(context_->fd, F_SETFD, FD_CLOEXEC);  // hiredis lets children inherit it
  // Without a limit, a server that hangs would stop the run forever.
  Hiredis().set_timeout(context_.get(), kAnswerLimit);
  if (address_.socket.empty()) {
    Hiredis().enable_keep_alive(context_.get());
  }
  // AUTH with one word is for the default user (Redis before 6 knows no other).
  if (!address_.password.empty()) {
    std::vector<std::string> command{"AUTH"};
    if (!address_.user.empty()) {
      command.push_back(address_.user);
    }
    command.push_back(address_.password);
    Ask(command);
  }
  if (address_.database != 0) {
    Ask({"SELECT", std::to_string(address_.database)});
  }
}

RedisReply RedisConnection::Run(const std::vector<std::string>& command) {
  if (!context_) {
    Connect();
  }
  return Ask(command);
}

RedisReply RedisConnection::Ask(const std::vector<std::string>& command) {
  std::vector<const char*> words;
  std::vector<std::size_t> sizes;
  for (const std::string& word : command) {
    words.push_back(word.data());
    sizes.push_back(word.size());
  }
  const Reply reply(static_cast<redisReply*>(Hiredis().command_argv(
      context_.get(), static_cast<int>(words.size()), words.data(), sizes.data())));
  if (!reply) {
    FailBroken();
  }
  RedisReply read = ReadReply(*reply);
  if (reply->type == REDIS_REPLY_ERROR) {
    // The next command connects again: after READONLY or MASTERDOWN the address may lead to
    // another server.
    const bool passes = Passes(read.text);
    context_.reset();
    // A server quotes the arguments of an unknown command, even those of AUTH.
    throw history::QueueError(
        address_.Place() + ": " + base::Masked(read.text, {address_.password}), passes);
  }
  return read;
}

void RedisConnection::Subscribe(const std::string& channel) {
  Run({"SUBSCRIBE", channel});
}

int RedisConnection::Descriptor() const {
  return context_ ? context_->fd : -1;
}

std::vector<std::string> RedisConnection::TakePublished() {
  if (Hiredis().buffer_read(context_.get()) != REDIS_OK) {
    FailBroken();
  }
  std::vector<std::string> published;
  void* taken = nullptr;
  while (Hiredis().get_reply(context_->reader, &taken) == REDIS_OK && taken != nullptr) {
    const Reply reply(static_cast<redisReply*>(taken));
    const RedisReply read = ReadReply(*reply);
    // The answer to SUBSCRIBE comes on the same way, with a number as its third part.
    if (read.parts.size() == 3) {  // "message", channel, text
      published.push_back(read.parts[2].text);
    }
  }
  return published;
}

}  // namespace executioner::queue
