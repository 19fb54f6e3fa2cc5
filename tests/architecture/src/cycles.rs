//! Cycles among the modules of a crate.
//!
//! Looked for in each folder: its nodes are its own file (`mod.rs`, `lib.rs`) and its children, each with all that is in
//! it. So two folders that use each other are a cycle, even if no two of their files do.

use std::collections::{BTreeMap, VecDeque};

use petgraph::{algo::tarjan_scc, graphmap::DiGraphMap};

use crate::{
    arrows::Arrow,
    tree::{ModuleId, Workspace},
};

/// A cycle, and the modules that are tied to each other with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    /// The folder that it is in.
    pub folder: ModuleId,
    /// A shortest chain: each arrow begins in the node where the one before ends.
    pub arrows: Vec<Arrow>,
    /// The modules of the chain, in its order.
    pub chain: Vec<ModuleId>,
    /// All modules of the folder that reach each other.
    pub knot: Vec<ModuleId>,
}

/// All knots of a workspace, each with a shortest cycle.
pub fn cycles(workspace: &Workspace, arrows: &[Arrow]) -> Vec<Cycle> {
    let mut levels: BTreeMap<ModuleId, BTreeMap<(ModuleId, ModuleId), &Arrow>> = BTreeMap::new();
    for arrow in arrows.iter().filter(|arrow| workspace.modules[arrow.from].krate == workspace.modules[arrow.to].krate)
    {
        let (folder, from, to) = in_common_folder(workspace, arrow);
        levels.entry(folder).or_default().entry((from, to)).or_insert(arrow);
    }
    levels.iter().flat_map(|(folder, arrows)| cycles_of_folder(*folder, arrows)).collect()
}

/// The deepest folder that has both ends of an arrow, and its nodes that have one end each.
fn in_common_folder(workspace: &Workspace, arrow: &Arrow) -> (ModuleId, ModuleId, ModuleId) {
    let mut folder = workspace.root_of(arrow.from);
    loop {
        let node = |end: ModuleId| {
            let path = &workspace.modules[end].path;
            let next = path.get(workspace.modules[folder].path.len());
            next.and_then(|name| workspace.modules[folder].children.get(name)).copied().unwrap_or(folder)
        };
        let (from, to) = (node(arrow.from), node(arrow.to));
        if from != to {
            return (folder, from, to);
        }
        folder = from;
    }
}

fn cycles_of_folder(folder: ModuleId, arrows: &BTreeMap<(ModuleId, ModuleId), &Arrow>) -> Vec<Cycle> {
    let graph: DiGraphMap<ModuleId, ()> = arrows.keys().map(|(from, to)| (*from, *to)).collect();
    let mut found = Vec::new();
    for mut knot in tarjan_scc(&graph) {
        if knot.len() < 2 {
            continue;
        }
        knot.sort_unstable();
        let shortest = knot.iter().filter_map(|start| shortest_cycle(*start, &knot, &graph)).min_by_key(Vec::len);
        let chain = shortest.unwrap_or_default();
        let next = chain.iter().cycle().skip(1);
        let arrows = chain.iter().zip(next).map(|(from, to)| arrows[&(*from, *to)].clone()).collect();
        found.push(Cycle { folder, arrows, chain, knot });
    }
    found
}

/// The nodes of a shortest way back to the start, in the order of the way.
fn shortest_cycle(start: ModuleId, knot: &[ModuleId], graph: &DiGraphMap<ModuleId, ()>) -> Option<Vec<ModuleId>> {
    let mut reached_from: BTreeMap<ModuleId, ModuleId> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for next in graph.neighbors(node).filter(|next| knot.contains(next)) {
            if next == start {
                let mut way = vec![node];
                let mut last = node;
                while last != start {
                    last = reached_from[&last];
                    way.push(last);
                }
                way.reverse();
                return Some(way);
            }
            reached_from.entry(next).or_insert_with(|| {
                queue.push_back(next);
                node
            });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrows::Uses;
    use crate::tree::tests::workspace;

    /// `a > b` of each cycle.
    fn chains(files: &[(&str, &str)]) -> Vec<String> {
        let workspace = workspace(files);
        let found = cycles(&workspace, &Uses::find(&workspace).arrows);
        let name = |id: &ModuleId| workspace.modules[*id].path.join("::");
        found.iter().map(|cycle| cycle.chain.iter().map(name).collect::<Vec<_>>().join(" > ")).collect()
    }

    #[test]
    fn two_files_that_use_each_other_are_a_cycle() {
        let files = [
            ("a/src/lib.rs", "mod b; mod c; mod d;"),
            ("a/src/b.rs", "use crate::c::C; pub struct B;"),
            ("a/src/c.rs", "use crate::b::B; pub struct C;"),
            ("a/src/d.rs", "use crate::b::B;"),
        ];
        assert_eq!(chains(&files), ["b > c"]);
    }

    #[test]
    fn two_folders_that_use_each_other_are_a_cycle_without_one_of_files() {
        let files = [
            ("a/src/lib.rs", "mod b; mod c;"),
            ("a/src/b/mod.rs", "mod one; mod two; pub use two::B;"),
            ("a/src/b/one.rs", "use crate::c::C;"),
            ("a/src/b/two.rs", "pub struct B;"),
            ("a/src/c/mod.rs", "mod one; mod two; pub use one::C;"),
            ("a/src/c/one.rs", "pub struct C;"),
            ("a/src/c/two.rs", "use crate::b::B;"),
        ];
        assert_eq!(chains(&files), ["b > c"]);
    }

    #[test]
    fn the_shortest_chain_of_a_knot_is_shown() {
        let files = [
            ("a/src/lib.rs", "mod b; mod c; mod d; mod e;"),
            ("a/src/b.rs", "use crate::c::C; pub struct B;"),
            ("a/src/c.rs", "use crate::d::D; pub struct C;"),
            ("a/src/d.rs", "use crate::{b::B, e::E}; pub struct D;"),
            ("a/src/e.rs", "use crate::d::D; pub struct E;"),
        ];
        assert_eq!(chains(&files), ["d > e"]);
    }

    #[test]
    fn a_child_that_uses_its_folder_is_a_cycle_only_if_the_folder_uses_it() {
        let child = ("a/src/b/c.rs", "use super::B; pub fn act(b: B) {}");
        let root = ("a/src/lib.rs", "mod b;");
        assert_eq!(chains(&[root, ("a/src/b/mod.rs", "mod c; pub use c::act; pub struct B;"), child]), [""; 0]);
        assert_eq!(
            chains(&[root, ("a/src/b/mod.rs", "mod c; pub struct B; fn f() { c::act(B) }"), child]),
            ["b > b::c"]
        );
    }
}
