//! What is on screen of the moderators' work.

use super::{Detail, FormState, Held, InPlace, Listing, QueueState};

/// What is on screen of the moderators' work.
#[derive(Clone, Copy)]
pub struct Moderation {
    /// What waits.
    pub queue: QueueState,
    /// What is decided here and not sent yet.
    pub held: Held,
    /// The form of the panel.
    pub form: FormState,
    /// What is known of the open thing beyond its row.
    pub detail: Detail,
    /// Decisions on record.
    pub log: Listing<contract::Decision>,
    /// The one thing that is decided about within the widget.
    pub place: InPlace,
}

impl Moderation {
    pub(super) fn new() -> Self {
        Self {
            queue: QueueState::new(),
            held: Held::new(),
            form: FormState::new(),
            detail: Detail::new(),
            log: Listing::new(),
            place: InPlace::new(),
        }
    }
}
