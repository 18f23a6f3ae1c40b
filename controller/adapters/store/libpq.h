/// \file
/// The functions of libpq, loaded when the first connection is made.
#pragma once

#include <libpq-fe.h>
#include <string>

#include "controller/base/shared_library.h"

namespace executioner::store {

/// The functions of libpq that we use.
struct LibPq {
  template <typename Signature>
  using Function = base::LibraryFunction<Signature>;

  base::SharedLibrary library{"libpq.so.5", "libpq5"};
  Function<decltype(PQclear)> clear{library, "PQclear"};
  Function<decltype(PQresultErrorField)> result_error_field{library, "PQresultErrorField"};
  Function<decltype(PQgetisnull)> getisnull{library, "PQgetisnull"};
  Function<decltype(PQgetvalue)> getvalue{library, "PQgetvalue"};
  Function<decltype(PQgetlength)> getlength{library, "PQgetlength"};
  Function<decltype(PQftype)> ftype{library, "PQftype"};
  Function<decltype(PQfinish)> finish{library, "PQfinish"};
  Function<decltype(PQconnectdbParams)> connectdb_params{library, "PQconnectdbParams"};
  Function<decltype(PQstatus)> status{library, "PQstatus"};
  Function<decltype(PQerrorMessage)> error_message{library, "PQerrorMessage"};
  Function<decltype(PQsetNoticeProcessor)> set_notice_processor{library, "PQsetNoticeProcessor"};
  Function<decltype(PQprepare)> prepare{library, "PQprepare"};
  Function<decltype(PQresultStatus)> result_status{library, "PQresultStatus"};
  Function<decltype(PQresultErrorMessage)> result_error_message{library, "PQresultErrorMessage"};
  Function<decltype(PQexecPrepared)> exec_prepared{library, "PQexecPrepared"};
  Function<decltype(PQntuples)> ntuples{library, "PQntuples"};
  Function<decltype(PQnfields)> nfields{library, "PQnfields"};
  Function<decltype(PQexec)> exec{library, "PQexec"};
  Function<decltype(PQsocket)> socket{library, "PQsocket"};
  Function<decltype(PQconsumeInput)> consume_input{library, "PQconsumeInput"};
  Function<decltype(PQnotifies)> notifies{library, "PQnotifies"};
  Function<decltype(PQfreemem)> freemem{library, "PQfreemem"};
};

/// \throws base::MissingLibraryError
const LibPq& Pq();

/// \param url  a connection URI of libpq
/// \return a connection, which may have failed; to be closed with `finish`
PGconn* ConnectPostgres(const std::string& url);

}  // namespace executioner::store
