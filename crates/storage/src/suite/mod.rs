//! The suite that every storage must pass. [`crate::suite!`] expands it.
//!
//! The cases use the port alone, so that what passes here behaves alike in the
//! server, whatever the database.

#![expect(clippy::missing_panics_doc, reason = "a case panics where a storage fails it")]

pub mod abuse;
pub mod accounts;
pub mod answers;
pub mod appeals;
pub mod comments;
pub mod duplicates;
pub mod edits;
pub mod forums;
pub mod idempotency;
pub mod imports;
pub mod inbox;
pub mod ledger;
pub mod lists;
pub mod live;
pub mod moderation;
pub mod organisations;
pub mod race;
pub mod recognitions;
pub mod reports;
pub mod search;
pub mod submissions;
pub mod threads;
pub mod votes;
mod world;

pub use world::{NOW, World, refused};

/// Expands the suite for one storage. `$open` is a function that makes an
/// empty storage and whatever must live as long as it does:
/// `fn() -> (Arc<dyn Storage>, impl Sized)`, or `None` of these where its
/// database is not installed, which skips every case.
#[macro_export]
macro_rules! suite {
    ($open:path) => {
        $crate::suite! { $open;
            forums: upsert, apart, people;
            threads: create_and_find, pages, change, conflicts;
            submissions: states, gates, edit, withdraw, references;
            lists: orders, filters, own, cursors, hidden_results, random;
            search: finds;
            votes: cast_change_take_back, modes_and_gates, sectors, budget, together;
            answers: drafted_and_published, one_answer_each, published_at_once, announcements;
            ledger: owed_by_votes, raced, hidden_until_the_end, a_number_that_falls,
                referred_and_answered;
            race: one_vote_each, one_creation_each_key, mixed_people, exports_add_up;
            moderation: states_and_counters, whole_way, queue_pages, clusters, claims_and_notes,
                moves, threads_and_pins, owed_answers, own_cases, trail, at_the_same_time;
            organisations: checked, listed, invitations, spoken_for, vouched, votes, one_vote_each,
                lapses, names_held;
            recognitions: gallery;
            comments: listed, replies, gates, flags;
            idempotency: replay, lifetime;
            reports: rivals_hide_nothing, one_organisation_is_one_side, two_sectors_hide, a_rule_is_taken_back,
                weights_follow_decisions, comments_too, newcomers;
            edits: wait_where_premoderated, published_elsewhere, asked_for,
                asked_while_one_waits, read_before_decided;
            appeals: once_by_the_author, another_judges, overturned, overturned_edit, of_a_rule,
                withdrawn, log;
            duplicates: by_consent, counted_exactly, hidden_and_gone, undone, one_level;
            imports: twice, failed, export;
            inbox: told, follows, mail;
            abuse: pace, new_accounts, deeds;
            live: told, told_of_imports, untold, told_by_many;
            accounts: flows, renewals, memberships_end, identified_together;
        }
    };
    ($open:path; $($module:ident: $($case:ident),+;)+) => {
        $(mod $module {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $case() {
                let opened: Option<(std::sync::Arc<dyn $crate::Storage>, _)> = $open().into();
                let Some((storage, _guard)) = opened else { return };
                let world = $crate::suite::World::new(storage).await;
                $crate::suite::$module::$case(&world).await;
                world.storage.close().await.expect("the storage closes");
            })+
        })+
    };
}
