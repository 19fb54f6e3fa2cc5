//! Every address leads back to its route.

use super::*;

#[test]
fn every_address_leads_back_to_its_route() {
    let training = VersionReference { environment: "training".into(), version: "7".into() };
    let search = EnvironmentQuery {
        search: "torch & cuda=12 \u{e9}".into(),
        filter: EnvironmentFilter::Curated,
        label: "team:vision lab".into(),
        sort: EnvironmentSort::Built,
    };
    let activity = ActivityQuery {
        action: Some(Action::Rebuild),
        subject: "training:7".into(),
        from: "2026-11-01".into(),
        ..ActivityQuery::default()
    };
    let routes = [
        Route::Environments(EnvironmentQuery::default()),
        Route::Environments(search),
        Route::Environment { name: "training".into() },
        Route::Version { reference: training.clone(), tab: VersionTab::Definition },
        Route::Version { reference: training.clone(), tab: VersionTab::Built },
        Route::New { from: None },
        Route::New { from: Some(training.clone()) },
        Route::Edit { name: "training".into(), from: Some("7".into()) },
        Route::Draft,
        Route::Compare { left: Some(training.clone()), right: None },
        Route::Compare { left: Some(training.clone()), right: Some(training) },
        Route::Builds,
        Route::Build { id: 419 },
        Route::Runs(RunQuery::default()),
        Route::Runs(RunQuery { environment: "training".into(), version: "7".into(), state: Some(RunState::Failed) }),
        Route::Run { id: 7 },
        Route::Images(ImageQuery { search: "training".into(), filter: ImageFilter::Lost, sort: ImageSort::Saved }),
        Route::image(Digest::of("")),
        Route::Image { hash: Digest::of(""), manifest: Some("sha256:71c0".into()), tab: ImageTab::History },
        Route::Activity(ActivityQuery::default()),
        Route::Activity(activity),
        Route::Health,
        Route::NotFound,
    ];
    for route in routes {
        let address = route.to_string();
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        assert_eq!(Route::of(path, query), route, "{address}");
    }
}

#[test]
fn defaults_leave_no_trace_in_an_address() {
    assert_eq!(Route::Environments(EnvironmentQuery::default()).to_string(), "/");
}

#[test]
fn a_build_without_a_number_is_no_page() {
    assert_eq!(Route::of("/builds/latest", ""), Route::NotFound);
}
