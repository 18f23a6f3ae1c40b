/// \file
/// The functions of libcurl, loaded when the first mail is sent.
#pragma once

#include <curl/curl.h>

#include "controller/base/shared_library.h"

namespace executioner::mail {

/// The functions of libcurl that we use.
struct LibCurl {
  LibCurl();

  base::SharedLibrary library{"libcurl.so.4", "libcurl4"};
  decltype(curl_global_init)* const global_init =
      library.Function<decltype(curl_global_init)>("curl_global_init");
  decltype(curl_easy_init)* const easy_init =
      library.Function<decltype(curl_easy_init)>("curl_easy_init");
  decltype(curl_easy_setopt)* const easy_setopt =
      library.Function<decltype(curl_easy_setopt)>("curl_easy_setopt");
  decltype(curl_easy_perform)* const easy_perform =
      library.Function<decltype(curl_easy_perform)>("curl_easy_perform");
  decltype(curl_easy_getinfo)* const easy_getinfo =
      library.Function<decltype(curl_easy_getinfo)>("curl_easy_getinfo");
  decltype(curl_easy_cleanup)* const easy_cleanup =
      library.Function<decltype(curl_easy_cleanup)>("curl_easy_cleanup");
  decltype(curl_easy_strerror)* const easy_strerror =
      library.Function<decltype(curl_easy_strerror)>("curl_easy_strerror");
  decltype(curl_slist_append)* const slist_append =
      library.Function<decltype(curl_slist_append)>("curl_slist_append");
  decltype(curl_slist_free_all)* const slist_free_all =
      library.Function<decltype(curl_slist_free_all)>("curl_slist_free_all");
};

/// \throws base::MissingLibraryError
const LibCurl& Curl();

}  // namespace executioner::mail
