//! An environment whose Docker steps are all of it.

use crate::workspace::{build, plan, rebuild, workspace};
use builder::{Event, Presence, Step};

#[test]
fn a_user_managed_image_is_built_once_and_then_reused() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let plan = plan("RUN echo made > /opt/marker\nENV MODE=quiet");
        let (first, events) = build(&workspace.builder, &plan).await;
        let first = first.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        assert!(events.contains(&Event::Started(Step::Stage)), "{events:?}");
        assert!(matches!(events.last(), Some(Event::Reused(Step::Trial, _))), "{events:?}");
        assert_eq!(workspace.builder.image(&first.manifest).await, Presence::Present(first.manifest.clone()));
        assert!(matches!(workspace.builder.stage(plan.digests.stage).await, Presence::Present(_)));
        let parts: Vec<_> = first.layers.iter().map(|layer| layer.part.as_str()).collect();
        assert_eq!(parts, ["base image", "Docker steps"]);
        assert!(first.base_manifest.as_ref().is_some_and(|digest| digest.starts_with("sha256:")), "{first:?}");

        let (second, events) = build(&workspace.builder, &plan).await;
        let second = second.unwrap();
        assert!(matches!(events.first(), Some(Event::Reused(Step::Stage, _))), "{events:?}");
        assert_eq!((second.manifest, &second.layers), (first.manifest, &first.layers));

        let (third, events) = rebuild(&workspace.builder, &plan).await;
        assert!(matches!(events.first(), Some(Event::Started(Step::Stage))), "{events:?}");
        assert_eq!(third.unwrap().layers[0], first.layers[0]);
    });
}

#[test]
fn a_step_sees_the_certificates_of_this_machine_and_the_image_does_not() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let (built, events) =
            build(&workspace.builder, &plan("RUN test -s \"$SSL_CERT_FILE\" && echo \"seen $PIP_CERT\"")).await;
        built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        let seen = Event::Line(Step::Stage, "seen /run/terrarium/certificates/certificates.pem".into());
        assert!(events.contains(&seen), "{events:#?}");
    });
}

#[test]
fn here_documents_are_scripts_and_files() {
    let workspace = workspace();
    workspace.runtime.block_on(async {
        let steps =
            "COPY <<a.txt /opt/\ncopied\na.txt\nRUN <<END\ncat /opt/a.txt\nEND\nRUN python3 <<END\nprint('run')\nEND";
        let (built, events) = build(&workspace.builder, &plan(steps)).await;
        built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
        for said in ["copied", "run"] {
            assert!(events.contains(&Event::Line(Step::Stage, said.into())), "{events:#?}");
        }
    });
}
