//! What answers as an engine should, and is none.

use crate::{daemons, machine::machine};
use builder::{Daemon, Kind};

#[test]
fn a_daemon_that_starts_no_containers_is_not_taken_for_an_engine() {
    let machine = machine();
    if machine.subjects.iter().all(|subject| subject.name != "Podman") {
        return skip::because("there is no Podman to imitate");
    }
    let folder = daemons::folder(&machine.folder, "refusing");
    let words = "the control groups of this machine are not for it";
    let address = daemons::podman_that_starts_nothing(&folder, words).unwrap().address;
    let found = machine.runtime.block_on(Daemon::at(Kind::Podman, &address, &folder.join("engine"), &machine.registry));
    let reason = found.err().unwrap();
    assert!(reason.contains("cannot start containers") && reason.contains(words), "{reason}");
    assert!(reason.ends_with("Fix its runtime or choose another engine with --engine"), "{reason}");
}
