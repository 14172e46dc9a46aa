# The three words the folders' CMakeLists use: piket_library, piket_embed, piket_test.

option(PIKET_WARNINGS_ARE_ERRORS "Treat warnings as errors (our presets do)" OFF)

add_library(piket_warnings INTERFACE)
target_compile_options(piket_warnings INTERFACE
  -Wall -Wextra            # the usual mistakes
  -Wshadow                 # a name that hides another is read wrongly
  -Wnon-virtual-dtor -Woverloaded-virtual -Wsuggest-override
  -Wold-style-cast -Wcast-qual
  -Wnull-dereference -Wformat=2
  $<$<BOOL:${PIKET_WARNINGS_ARE_ERRORS}>:-Werror>)
# GCC 12 is wrong in these: null dereferences and overlaps inside the standard library under
# sanitizers; the unused arms of a std::variant (SqlValue) as uninitialised at -O2.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(piket_warnings INTERFACE
    -Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized)
endif()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Poco REQUIRED COMPONENTS Foundation Net)

# piket_library(agent_core SOURCES a.cc b.cc LINKS x y PRIVATE_LINKS z)
function(piket_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS} PRIVATE ${ARG_PRIVATE_LINKS} piket_warnings)
endfunction()

# piket_embed(target variable file…): the files' text as `const std::string_view piket::<variable>[]`
# pairs of name and text, declared by the target's own header.
function(piket_embed target variable)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${variable}.cc)
  set(body "#include <string_view>\n#include <utility>\n#include <vector>\n\nnamespace piket {\nextern const std::vector<std::pair<std::string_view, std::string_view>> ${variable};\nconst std::vector<std::pair<std::string_view, std::string_view>> ${variable} = {\n")
  foreach(file ${ARGN})
    file(READ ${file} text)
    get_filename_component(name ${file} NAME)
    string(APPEND body "    {\"${name}\", R\"~piket~(${text})~piket~\"},\n")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  endforeach()
  string(APPEND body "};\n}  // namespace piket\n")
  file(CONFIGURE OUTPUT ${out} CONTENT "${body}" @ONLY)
  target_sources(${target} PRIVATE ${out})
endfunction()

# piket_test(agent/core/id_test LINKS agent_core [LABELS real]): tests/<path>.cc as one test program.
# Label `real` marks tests on real devices, servers and browsers: slower, still part of every run.
function(piket_test path)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LINKS;LABELS;SOURCES;RESOURCE_LOCK;ENVIRONMENT" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  add_executable(${name} ${PROJECT_SOURCE_DIR}/tests/${path}.cc ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS} GTest::gtest GTest::gtest_main piket_warnings)
  target_compile_definitions(${name} PRIVATE
    PIKET_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PIKET_BINARY="$<TARGET_FILE_DIR:${name}>/../piket")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set(properties TIMEOUT ${ARG_TIMEOUT})
  if(ARG_LABELS)
    list(APPEND properties LABELS "${ARG_LABELS}")
  endif()
  if(ARG_ENVIRONMENT)
    list(APPEND properties ENVIRONMENT "${ARG_ENVIRONMENT}")
  endif()
  gtest_discover_tests(${name} TEST_PREFIX "${path}: " DISCOVERY_MODE PRE_TEST
    PROPERTIES ${properties})
endfunction()
