# `cmake --install` installs the two binaries, the manual page and completions. The program itself generates the latter two
# from the texts of --help.
include(GNUInstallDirs)

set(pages ${CMAKE_BINARY_DIR}/share)
set(made_by_program)
function(made_by_program file)
  add_custom_command(
    OUTPUT ${pages}/${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
    COMMAND executioner ${ARGN} > ${pages}/${file}
    DEPENDS executioner
    COMMENT "Writing ${file}"
    VERBATIM)
  set(made_by_program ${made_by_program} ${pages}/${file} PARENT_SCOPE)
endfunction()
made_by_program(executioner.1 man)
made_by_program(executioner.bash completion bash)
made_by_program(_executioner completion zsh)
made_by_program(executioner.fish completion fish)
add_custom_target(pages ALL DEPENDS ${made_by_program})

install(TARGETS executioner RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(PROGRAMS ${runner_binary} DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${pages}/executioner.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/executioner.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME executioner)
install(FILES ${pages}/_executioner DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${pages}/executioner.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
