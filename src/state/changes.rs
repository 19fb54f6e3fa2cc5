//! The changes of the workspace, from its event stream, so that views that show something changed load it again.

use super::throttle::{THROTTLE_WINDOW, Throttle};
use crate::browser::{
    events::{self, Listening, StreamEvent},
    page,
};
use api::{WorkspaceEvent, path};
use leptos::prelude::*;
use std::{sync::Arc, time::Duration};

/// A view that is notified of events.
#[derive(Clone)]
struct Watcher {
    filter: Arc<dyn Fn(&WorkspaceEvent) -> bool + Send + Sync>,
    count: RwSignal<u32>,
    throttle: StoredValue<Throttle>,
}

#[derive(Clone, Copy)]
pub struct Changes {
    watchers: StoredValue<Vec<Watcher>>,
    connected: RwSignal<bool>,
    online: RwSignal<bool>,
    stream: StoredValue<Option<Listening>>,
}

impl Watcher {
    /// Notifies the view, and again after the window when more events come in it.
    fn notify(self) {
        self.count.try_update(|count| *count += 1);
        set_timeout(
            move || {
                if self.throttle.try_update_value(Throttle::end_window) == Some(true) {
                    self.notify();
                }
            },
            THROTTLE_WINDOW,
        );
    }
}

/// Before a stream that was closed is opened again.
const RECONNECT_DELAY: Duration = Duration::from_secs(3);

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
            changes.notify(&WorkspaceEvent::Everything);
        }
    });
    // A browser opens few connections to a server, so hidden tabs close theirs.
    page::on_visibility(move |visible| {
        if visible {
            changes.open();
            changes.notify(&WorkspaceEvent::Everything);
        } else {
            changes.close();
        }
    });
}

pub fn use_changes() -> Changes {
    expect_context()
}

impl Changes {
    /// A signal that changes after events that pass the filter, while the current owner lives; for a burst of them, when it
    /// begins and at most every 300 milliseconds. A query that reads it is sent again.
    pub fn watch(self, filter: impl Fn(&WorkspaceEvent) -> bool + Send + Sync + 'static) -> Signal<u32> {
        let count = RwSignal::new(0);
        let watcher = Watcher { filter: Arc::new(filter), count, throttle: StoredValue::default() };
        self.watchers.update_value(|watchers| watchers.push(watcher));
        on_cleanup(move || {
            self.watchers.try_update_value(|watchers| watchers.retain(|watcher| watcher.count != count));
        });
        count.into()
    }

    /// Whether this computer has a network, as far as the browser knows. A workspace on the same computer needs none.
    pub fn online(self) -> Signal<bool> {
        self.online.into()
    }

    /// Whether the event stream is connected.
    pub fn connected(self) -> Signal<bool> {
        self.connected.into()
    }

    /// Notifies the watchers of an event.
    pub fn notify(self, event: &WorkspaceEvent) {
        for watcher in self.watchers.get_value() {
            let concerns = *event == WorkspaceEvent::Everything || (watcher.filter)(event);
            if concerns && watcher.throttle.try_update_value(Throttle::event) == Some(true) {
                watcher.notify();
            }
        }
    }

    fn open(self) {
        self.close();
        self.stream.set_value(Some(events::listen(path::EVENTS, move |event| self.handle(event))));
    }

    fn close(self) {
        if let Some(stream) = self.stream.get_value() {
            stream.stop();
        }
    }

    fn handle(self, event: StreamEvent) {
        match event {
            StreamEvent::Open => {
                if !self.connected.get_untracked() {
                    self.connected.set(true);
                    self.notify(&WorkspaceEvent::Everything);
                }
            }
            StreamEvent::Data(data) => match serde_json::from_str(&data) {
                Ok(event) => self.notify(&event),
                // A newer server may send unknown events; loading everything again is always right.
                Err(_) => self.notify(&WorkspaceEvent::Everything),
            },
            StreamEvent::Interrupted => self.connected.set(false),
            StreamEvent::Closed => {
                self.connected.set(false);
                set_timeout(move || self.open(), RECONNECT_DELAY);
            }
        }
    }
}
