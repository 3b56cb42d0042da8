package outline

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"iscope/api"
	"iscope/ui/screen"
	"iscope/views/workflows/refs"
)

// View is the Steps tab of one workflow at a time. Make it with [New]; it is used
// from Update, Act and Render of its screen only.
type View struct {
	// Library returns an entry of the step library by its id. It is nil until the
	// library was read. Call [View.LibraryRead] after setting it.
	Library func(id string) (api.LibraryItem, bool)
	// Values returns what an expression had in a run, as one clean line; see
	// [refs.ValueIn]. It is nil while no run was read. Call [View.ValuesRead] after
	// setting it.
	Values func(expr string) (string, bool)

	env     *screen.Env
	def     api.Definition
	version int
	set     bool
	fresh   bool // def was laid out

	graph  *refs.Graph
	lines  []line
	tree   structure
	folded map[int]bool // lines of steps
	shown  []int32      // lines that are not folded away
	summed struct {     // what count said
		words string
		flaws int
	}

	cursor int // index in shown
	top    int
	cols   columns
	epoch  int
	trail  []int // lines that jumps began at
	last   layout
	finder finder
	page   page // instead of the tree, nil for none
	facts  facts
}

// layout is how the last frame was divided.
type layout struct {
	treeTop, treeHeight int
	lines               []string
	rows                []int // by line: index in shown
}

// New returns a view without a definition.
func New(env *screen.Env) *View {
	v := &View{env: env}
	v.Clear()
	return v
}

// SetDefinition shows a definition. What has the version of the one shown is not
// looked at, and what is the same changes nothing but the version. In one that
// differs, cursor and folds stay on their steps as far as these are still there,
// and an open list is closed. For another workflow call [View.Clear] first.
func (v *View) SetDefinition(def api.Definition, version int) {
	if v.set && version == v.version {
		return
	}
	same := v.set && reflect.DeepEqual(def, v.def)
	v.version, v.set = version, true
	if !same {
		v.def, v.fresh = def, false
	}
}

// Version returns the version of the definition shown and whether one is, so
// that a definition need not be read from its record to be refused.
func (v *View) Version() (int, bool) { return v.version, v.set }

// Clear forgets the definition, and with it place, folds, jumps and search, for
// another workflow to be shown.
func (v *View) Clear() {
	*v = View{Library: v.Library, env: v.env, folded: map[int]bool{}, graph: refs.Of(api.Definition{}), fresh: true}
}

// LibraryRead says that Library knows other things than before.
func (v *View) LibraryRead() {
	v.cols, v.facts = columns{}, facts{}
	v.finder.texts = nil
	v.sum()
}

// ValuesRead says that Values knows another run, or none.
func (v *View) ValuesRead() {
	if p, ok := v.page.(*listPage); ok && p.data != nil {
		p.items = v.dataItems(p.data)
	}
}

// maxKept bounds the folds that a new definition takes over.
const maxKept = 1_000

// ensure lays the definition out where it is new.
func (v *View) ensure() {
	if v.fresh {
		return
	}
	at, _, _ := v.Selected()
	var folds []string
	for i := range v.folded {
		if len(folds) < maxKept {
			folds = append(folds, v.graph.Pointer(v.lines[i].node))
		}
	}
	clear(v.folded)
	v.fresh, v.trail, v.page = true, nil, nil
	v.graph = refs.Of(v.def)
	v.lines = layOut(v.graph, v.def)
	v.tree = arrange(v.lines, v.graph.Len())
	for _, pointer := range folds {
		if node, ok := v.graph.ByStep(pointer); ok && v.graph.Pointer(node) == pointer {
			if i := int(v.tree.place[node]); v.foldable(i) {
				v.folded[i] = true
			}
		}
	}
	v.unfold()
	if node, ok := v.graph.ByStep(at); ok && at != "" {
		v.cursor = 0
		if i := v.visible(int(v.tree.place[node])); i >= 0 {
			v.cursor = i
		}
	}
	v.clamp()
	v.cols, v.facts = columns{}, facts{}
	v.finder.texts = nil
	v.sum()
	v.finder.look(v)
}

// Flaws returns how many lines of the definition are flawed, at no cost.
func (v *View) Flaws() int { return v.summed.flaws }

func (v *View) sum() { v.summed.words, v.summed.flaws = v.count() }

// Selected returns the step that the line under the cursor is about, with its
// JSON pointer in the workflow's record, such as /definition/steps/Get Identity.
// ok is false on a line that is about none. The step belongs to the definition
// and is not to be changed.
func (v *View) Selected() (pointer string, step *api.Step, ok bool) {
	node := v.node()
	if node < 0 {
		return "", nil, false
	}
	return v.graph.Pointer(node), v.graph.Node(node).Step, true
}

// node returns the step that the line under the cursor is about, negative for
// none.
func (v *View) node() int {
	if i := v.current(); i >= 0 {
		return v.lines[i].node
	}
	return refs.None
}

// GoTo moves the cursor to the step that a JSON pointer into the workflow's
// record is about, or that what it names belongs to, and unfolds what hides it.
// It reports whether there is one.
func (v *View) GoTo(pointer string) bool {
	v.ensure()
	node, ok := v.graph.ByStep(pointer)
	if ok {
		v.page = nil
		v.goTo(int(v.tree.place[node]))
	}
	return ok
}

// MoveBy moves the cursor by n lines, for the mouse wheel.
func (v *View) MoveBy(n int) {
	v.ensure()
	if v.page != nil {
		v.page.moveBy(n)
		return
	}
	v.cursor += n
	v.clamp()
}

// Click moves the cursor to what is drawn on line y of the last frame and reports
// whether there is something.
func (v *View) Click(y int) bool {
	if v.page != nil {
		return v.page.click(y)
	}
	y -= v.last.treeTop
	if y < 0 || y >= len(v.last.rows) || v.last.rows[y] >= len(v.shown) {
		return false
	}
	v.cursor = v.last.rows[y]
	return true
}

// Typing reports whether a search is being typed, so that keys belong to Type.
func (v *View) Typing() bool {
	if v.page != nil {
		return v.page.typing()
	}
	return v.finder.Typing()
}

// Type handles a key or paste of the search.
func (v *View) Type(msg tea.Msg) {
	if v.page != nil {
		v.page.typed(msg)
		return
	}
	v.finder.typed(v, msg)
}
