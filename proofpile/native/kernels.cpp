#include <nanobind/nanobind.h>

NB_MODULE(_kernels, m) { m.doc() = "Compiled kernels; proofpile.native.reference holds their twins."; }
