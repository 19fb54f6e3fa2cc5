//! A registry that takes no more of a layer.

use crate::workspace::{builder_of, with_packages, workspace};
use builder::{BuildError, Event, Order, Registry, Settings, Step};
use definition::PythonPlan;
use harness::{Fault, FaultyProxy};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[test]
fn a_layer_that_the_registry_stops_taking_ends_the_build_by_its_patience() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let way = FaultyProxy::to(workspace.registry.address()).await.unwrap();
        let registry = Registry::new(way.address()).with_timeout(Duration::from_secs(6));
        // A repository of its own has none of the layers.
        let folder = workspace.folder.join("untaken");
        let builder = builder_of(&registry, Settings { folder, prefix: "untaken".into() }).await;
        let python = PythonPlan {
            channels: Vec::new(),
            conda: vec!["python".into(), "pip".into()],
            requirements: "six==1.16.0\n".into(),
            virtual_environment: Some(String::new()),
        };
        let plan = with_packages("untaken", python);
        let (sender, mut received) = mpsc::channel(16);
        let spoil = async {
            while let Some(event) = received.recv().await {
                if event == Event::Started(Step::Push) {
                    way.set(Fault::HangsUploads);
                }
            }
        };
        let work = async {
            let order = Order { plan: &plan, rebuild: false, lock: None, trial: None };
            let built = builder.build(&order, &sender, &CancellationToken::new()).await;
            drop(sender);
            built
        };
        let (built, ()) = tokio::join!(work, spoil);
        let Err(BuildError::Registry { reason, .. }) = built else { panic!("{built:?}") };
        assert_eq!(reason, "it accepted nothing for 6 seconds");
    });
}
