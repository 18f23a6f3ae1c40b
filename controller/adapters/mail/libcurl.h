/// \file
/// The functions of libcurl, loaded when the first mail is sent.
#pragma once

#include <curl/curl.h>

#include "controller/base/shared_library.h"

namespace executioner::mail {

/// The functions of libcurl that we use.
struct LibCurl {
  LibCurl();

  template <typename Signature>
  using Function = base::LibraryFunction<Signature>;

  base::SharedLibrary library{"libcurl.so.4", "libcurl4"};
  Function<decltype(curl_global_init)> global_init{library, "curl_global_init"};
  Function<decltype(curl_easy_init)> easy_init{library, "curl_easy_init"};
  Function<decltype(curl_easy_setopt)> easy_setopt{library, "curl_easy_setopt"};
  Function<decltype(curl_easy_perform)> easy_perform{library, "curl_easy_perform"};
  Function<decltype(curl_easy_getinfo)> easy_getinfo{library, "curl_easy_getinfo"};
  Function<decltype(curl_easy_cleanup)> easy_cleanup{library, "curl_easy_cleanup"};
  Function<decltype(curl_easy_strerror)> easy_strerror{library, "curl_easy_strerror"};
  Function<decltype(curl_slist_append)> slist_append{library, "curl_slist_append"};
  Function<decltype(curl_slist_free_all)> slist_free_all{library, "curl_slist_free_all"};
};

/// \throws base::MissingLibraryError
const LibCurl& Curl();

}  // namespace executioner::mail
