//! What changed in the workspace, told by its event stream, so that whoever shows it asks again.

use crate::browser::{
    events::{self, Listening, StreamEvent},
    page,
};
use api::{WorkspaceEvent, path};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

type Concern = Arc<dyn Fn(&WorkspaceEvent) -> bool + Send + Sync>;

/// Whoever waits for changes, and whether the workspace can be heard.
#[derive(Clone, Copy)]
pub struct Changes {
    watchers: StoredValue<Vec<(Concern, RwSignal<u32>)>>,
    connected: RwSignal<bool>,
    online: RwSignal<bool>,
    stream: StoredValue<Option<Listening>>,
}

/// How long to wait before a stream that ended for good is opened again.
const PAUSE: Duration = Duration::from_secs(3);

pub(super) fn provide() {
    let changes = Changes {
        watchers: StoredValue::default(),
        connected: RwSignal::new(true),
        online: RwSignal::new(page::is_online()),
        stream: StoredValue::default(),
    };
    provide_context(changes);
    changes.open();
    page::on_network(move |online| {
        changes.online.set(online);
        if online {
            changes.open();
            changes.tell(&WorkspaceEvent::Everything);
        }
    });
    // A browser opens few connections to one server: tabs that nobody looks at do without theirs.
    page::on_visibility(move |visible| {
        if visible {
            changes.open();
            changes.tell(&WorkspaceEvent::Everything);
        } else {
            changes.close();
        }
    });
}

/// The changes of the workspace.
pub fn use_changes() -> Changes {
    expect_context()
}

impl Changes {
    /// A signal that changes with every event of this concern while the current owner lives. A resource that reads it
    /// asks again.
    pub fn watch(self, concern: impl Fn(&WorkspaceEvent) -> bool + Send + Sync + 'static) -> Signal<u32> {
        let count = RwSignal::new(0);
        self.watchers.update_value(|watchers| watchers.push((Arc::new(concern), count)));
        on_cleanup(move || {
            self.watchers.try_update_value(|watchers| watchers.retain(|(_, other)| *other != count));
        });
        count.into()
    }

    /// Whether this computer has a network, as far as the browser knows. A workspace on this computer answers without.
    pub fn online(self) -> Signal<bool> {
        self.online.into()
    }

    /// Whether the workspace can be heard.
    pub fn connected(self) -> Signal<bool> {
        self.connected.into()
    }

    /// Tells everybody whom the event concerns.
    pub fn tell(self, event: &WorkspaceEvent) {
        for (concern, count) in self.watchers.get_value() {
            if *event == WorkspaceEvent::Everything || concern(event) {
                count.try_update(|count| *count += 1);
            }
        }
    }

    fn open(self) {
        self.close();
        self.stream.set_value(Some(events::listen(path::EVENTS, move |event| self.hear(event))));
    }

    fn close(self) {
        if let Some(stream) = self.stream.get_value() {
            stream.stop();
        }
    }

    fn hear(self, event: StreamEvent) {
        match event {
            StreamEvent::Open => {
                if !self.connected.get_untracked() {
                    self.connected.set(true);
                    self.tell(&WorkspaceEvent::Everything);
                }
            }
            StreamEvent::Data(data) => match serde_json::from_str(&data) {
                Ok(event) => self.tell(&event),
                // A newer server says more than this page knows; asking for everything is never wrong.
                Err(_) => self.tell(&WorkspaceEvent::Everything),
            },
            StreamEvent::Interrupted => self.connected.set(false),
            StreamEvent::Closed => {
                self.connected.set(false);
                set_timeout(move || self.open(), PAUSE);
            }
        }
    }
}
