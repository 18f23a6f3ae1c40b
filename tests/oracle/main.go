// Evaluates expressions with cel-go, for tests/unit/expression/oracle_test.cc: reads an expression per line and writes
// its value, or "error". Values look as tests/unit/expression/show.h describes.
package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math"
	"os"
	"sort"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
)

// The variables of the random expressions; random_expression.cc declares the same.
var values = map[string]any{
	"i": int64(7),
	"u": uint64(3),
	"d": 2.5,
	"s": "grün and blue",
	"b": true,
	"l": []int64{3, 1, 2},
	"m": map[string]int64{"one": 1, "two": 2},
	"x": map[string]any{"rows": int64(12), "ratio": 0.5, "name": "etl", "tags": []any{"a", int64(1), nil}},
}

func environment() (*cel.Env, error) {
	return cel.NewEnv(
		cel.CrossTypeNumericComparisons(true),
		cel.Variable("i", cel.IntType),
		cel.Variable("u", cel.UintType),
		cel.Variable("d", cel.DoubleType),
		cel.Variable("s", cel.StringType),
		cel.Variable("b", cel.BoolType),
		cel.Variable("l", cel.ListType(cel.IntType)),
		cel.Variable("m", cel.MapType(cel.StringType, cel.IntType)),
		cel.Variable("x", cel.DynType),
	)
}

func show(value ref.Val) string {
	switch v := value.(type) {
	case types.Null:
		return "null"
	case types.Bool:
		return fmt.Sprint(bool(v))
	case types.Int:
		return fmt.Sprint(int64(v))
	case types.Uint:
		return fmt.Sprint(uint64(v)) + "u"
	case types.Double:
		if math.IsNaN(float64(v)) {
			return "nan"
		}
		return fmt.Sprintf("d%x", math.Float64bits(float64(v)))
	case types.String:
		return "s" + hex.EncodeToString([]byte(string(v)))
	case traits.Lister:
		items := []string{}
		for i := v.Iterator(); i.HasNext() == types.True; {
			items = append(items, show(i.Next()))
		}
		return "[" + strings.Join(items, ",") + "]"
	case traits.Mapper:
		entries := []string{}
		for i := v.Iterator(); i.HasNext() == types.True; {
			key := i.Next()
			entries = append(entries, show(key)+":"+show(v.Get(key)))
		}
		sort.Strings(entries)
		return "{" + strings.Join(entries, ",") + "}"
	}
	return "error"
}

func evaluate(env *cel.Env, source string) string {
	ast, issues := env.Compile(source)
	if issues.Err() != nil {
		return "error"
	}
	program, err := env.Program(ast)
	if err != nil {
		return "error"
	}
	value, _, err := program.Eval(values)
	if err != nil {
		return "error"
	}
	return show(value)
}

func main() {
	env, err := environment()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	in := bufio.NewScanner(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		fmt.Fprintln(out, evaluate(env, in.Text()))
	}
}
