//! What a killed server left with a daemon.

use crate::machine::{Again, each, machine, script_in};
use bollard::{
    Docker,
    query_parameters::{InspectContainerOptions, ListContainersOptionsBuilder},
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

const COMMAND: &str = "echo running; sleep 4711";

/// The containers of this command that a daemon has.
async fn containers(address: &str) -> usize {
    let client = Docker::connect_with_host(address).unwrap();
    let options = ListContainersOptionsBuilder::new().all(true).build();
    let mut found = 0;
    for container in client.list_containers(Some(options)).await.unwrap() {
        // One of another test may be gone by now.
        let about = client.inspect_container(&container.id.unwrap(), None::<InspectContainerOptions>).await;
        let command = about.ok().and_then(|about| about.config?.cmd).unwrap_or_default();
        found += usize::from(command.iter().any(|word| word == COMMAND));
    }
    found
}

#[test]
fn the_next_start_removes_its_own_containers_and_nobody_elses() {
    each(&async |subject| {
        let Again::Daemon(_, address) = &subject.again else { return };
        let image = subject.base().await;
        let start = async |name: &str| {
            let folder = subject.folder(name).join("engine");
            subject.again.engine(&folder, &machine().registry).await.unwrap()
        };
        let (mine, other) = (start("mine").await, start("other").await);
        let run = script_in(&image, COMMAND, Vec::new());
        let (sender, mut lines) = mpsc::channel(16);
        let cancel = CancellationToken::new();
        for engine in [&mine, &other] {
            // Whoever drops this is as gone as a killed process.
            tokio::select! {
                ended = engine.run_command(&run, &sender, &cancel) => panic!("{}: {ended:?}", subject.name),
                _ = lines.recv() => {}
            }
        }
        assert_eq!(containers(address).await, 2, "{}", subject.name);
        for (name, remain) in [("mine", 1), ("other", 0)] {
            start(name).await;
            assert_eq!(containers(address).await, remain, "{}", subject.name);
        }
    });
}
