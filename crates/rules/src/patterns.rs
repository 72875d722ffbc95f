//! What looks like several hands of one person, for moderators to look at. It
//! blocks nobody by itself: people of one office share an address, and a room
//! full of people votes within a minute.
//!
//! The figures are those of Your Priorities (defaults.md 4.2): a score for how
//! many and one for the mean time between them, averaged.

use std::collections::BTreeMap;

use contract::PatternKind;

/// People from one address that are worth a look.
pub const ADDRESS_MIN: usize = 3;
/// People within one minute that are worth a look.
pub const MINUTE_MIN: usize = 5;
/// People within [`BURST_MS`] that are worth a look.
pub const BURST_MIN: usize = 10;
/// A minute or burst with up to so many times the usual number is usual.
pub const USUAL: f64 = 2.0;
/// How long a burst is, ms.
pub const BURST_MS: i64 = 10 * MINUTE_MS;

const MINUTE_MS: i64 = 60_000;

/// What one person did about a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deed {
    /// Who, as a number.
    pub person: i64,
    /// From where: a hash that is another one every day.
    pub address: i64,
    /// When, ms.
    pub at: i64,
    /// Whether the account was younger than a day.
    pub new_account: bool,
}

/// A pattern in the deeds about one submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: PatternKind,
    /// How many people.
    pub people: u32,
    /// How many of them with an account younger than a day.
    pub new_accounts: u32,
    /// From when, ms.
    pub from: i64,
    /// Until when, ms.
    pub to: i64,
    /// From 0 to 100.
    pub confidence: u8,
}

/// The patterns in the deeds about one submission, at most one of each kind
/// (the most certain), in the order of [`PatternKind`].
#[must_use]
pub fn find(deeds: &[Deed]) -> Vec<Found> {
    let people = firsts(deeds);
    let mut by_address: BTreeMap<i64, Vec<Deed>> = BTreeMap::new();
    for deed in firsts_by(deeds, |deed| (deed.person, deed.address)) {
        by_address.entry(deed.address).or_default().push(deed);
    }
    let same_address = by_address
        .values()
        .filter(|group| group.len() >= ADDRESS_MIN)
        .map(|group| found(PatternKind::SameAddress, group, score_of_count(group.len())))
        .max_by_key(|found| (found.confidence, found.people));
    let window = |kind, length, least| {
        let group = fullest(&people, length);
        let ratio = ratio(group, &people, length);
        let stands_out = group.len() >= least && ratio > USUAL;
        stands_out.then(|| found(kind, group, score_of_ratio(ratio)))
    };
    let burst = window(PatternKind::Burst, BURST_MS, BURST_MIN);
    let same_minute = window(PatternKind::SameMinute, MINUTE_MS, MINUTE_MIN);
    [burst, same_address, same_minute].into_iter().flatten().collect()
}

/// The first deed of each person, oldest first.
fn firsts(deeds: &[Deed]) -> Vec<Deed> {
    firsts_by(deeds, |deed| deed.person)
}

fn firsts_by<K: Ord>(deeds: &[Deed], key: impl Fn(&Deed) -> K) -> Vec<Deed> {
    let mut sorted = deeds.to_vec();
    sorted.sort_by_key(|deed| (deed.at, deed.person));
    let mut seen = std::collections::BTreeSet::new();
    sorted.retain(|deed| seen.insert(key(deed)));
    sorted
}

/// The window of this length with the most deeds; the first of equal ones.
fn fullest(people: &[Deed], length: i64) -> &[Deed] {
    let mut best: &[Deed] = &[];
    let mut begin = 0;
    for (end, last) in people.iter().enumerate() {
        while people.get(begin).is_some_and(|first| last.at - first.at >= length) {
            begin += 1;
        }
        let group = people.get(begin..=end).unwrap_or_default();
        if group.len() > best.len() {
            best = group;
        }
    }
    best
}

/// How many times more people a window has than one of its length has on
/// average over the rest of the time, with one person more in the rest so that
/// an empty one divides too.
#[expect(clippy::cast_precision_loss, reason = "counts and spans are small")]
fn ratio(group: &[Deed], people: &[Deed], length: i64) -> f64 {
    let span = match (people.first(), people.last()) {
        (Some(first), Some(last)) => last.at - first.at,
        _ => 0,
    };
    let windows = ((span - length) as f64 / length as f64).max(1.0);
    let rest = (people.len() - group.len() + 1) as f64;
    group.len() as f64 * windows / rest
}

#[expect(clippy::cast_possible_truncation, reason = "at most as many as there are deeds")]
fn found(kind: PatternKind, group: &[Deed], score: u8) -> Found {
    let from = group.first().map_or(0, |deed| deed.at);
    let to = group.last().map_or(0, |deed| deed.at);
    let gaps = i64::try_from(group.len().max(2) - 1).unwrap_or(1);
    let timing = score_of_gap((to - from) / gaps / 1000);
    Found {
        kind,
        people: group.len() as u32,
        new_accounts: group.iter().filter(|deed| deed.new_account).count() as u32,
        from,
        to,
        confidence: u8::midpoint(score, timing),
    }
}

/// People from one address about one submission.
const fn score_of_count(count: usize) -> u8 {
    match count {
        11.. => 95,
        6..=10 => 90,
        5 => 85,
        4 => 80,
        3 => 75,
        _ => 70,
    }
}

/// How many times more than is usual.
fn score_of_ratio(ratio: f64) -> u8 {
    let steps = [(100.0, 90), (50.0, 80), (25.0, 70), (10.0, 60), (5.0, 50), (2.0, 40)];
    steps.iter().find(|(above, _)| ratio > *above).map_or(30, |(_, score)| *score)
}

/// Mean time between them, in whole seconds.
const fn score_of_gap(seconds: i64) -> u8 {
    match seconds {
        ..1 => 99,
        1..5 => 97,
        5..50 => 95,
        50..100 => 90,
        100..200 => 85,
        200..400 => 80,
        400..800 => 75,
        800..900 => 60,
        _ => 50,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deed(person: i64, address: i64, at: i64) -> Deed {
        Deed { person, address, at, new_account: person % 2 == 0 }
    }

    fn kinds(deeds: &[Deed]) -> Vec<(PatternKind, u32, u8)> {
        find(deeds).iter().map(|found| (found.kind, found.people, found.confidence)).collect()
    }

    #[test]
    fn few_people_from_many_places_are_no_pattern() {
        assert_eq!(kinds(&[]), []);
        let slow: Vec<_> = (0..100).map(|n| deed(n, n, n * 20 * MINUTE_MS)).collect();
        assert_eq!(kinds(&slow), []);
        let again: Vec<_> = (0..100).map(|n| deed(1, 7, n)).collect();
        assert_eq!(kinds(&again), [], "one person is one person");
    }

    #[test]
    fn several_people_from_one_address_score_by_count_and_pace() {
        for (count, gap, confidence) in [
            (3, 500, 87),
            (3, 1_000_000, 62),
            (4, 4_000, 88),
            (5, 10_000, 90),
            (6, 60_000, 90),
            (12, 150_000, 90),
            (4, 300_000, 80),
            (4, 500_000, 77),
            (4, 850_000, 70),
        ] {
            let deeds: Vec<_> = (0..count).map(|n| deed(n, 7, n * gap)).collect();
            let found = kinds(&deeds);
            let one = found.iter().find(|found| found.0 == PatternKind::SameAddress);
            let people = u32::try_from(count).expect("few");
            assert_eq!(one, Some(&(PatternKind::SameAddress, people, confidence)), "{count} {gap}");
        }
        assert_eq!(kinds(&[deed(1, 7, 0), deed(2, 7, 0)]), []);
    }

    #[test]
    fn a_minute_with_many_stands_out_of_a_quiet_day_more_than_of_a_busy_one() {
        let minute = |n: i64| deed(9_000 + n, 9_000 + n, 720 * MINUTE_MS + n * 2_000);
        let quiet: Vec<_> =
            (0..3).map(|n| deed(n, n, n * 600 * MINUTE_MS)).chain((0..8).map(minute)).collect();
        assert_eq!(kinds(&quiet), [(PatternKind::SameMinute, 8, 93)]);
        let busy: Vec<_> =
            (0..2_880).map(|n| deed(n, n, n * MINUTE_MS / 2)).chain((0..8).map(minute)).collect();
        assert_eq!(kinds(&busy), [(PatternKind::SameMinute, 10, 68)]);
    }

    #[test]
    fn a_burst_counts_new_accounts() {
        let deeds: Vec<_> = (0..20).map(|n| deed(n, n, n * 25_000)).collect();
        let found = find(&deeds);
        assert_eq!(found.len(), 1);
        let burst = &found[0];
        assert_eq!((burst.kind, burst.people, burst.new_accounts), (PatternKind::Burst, 20, 10));
        assert_eq!((burst.from, burst.to, burst.confidence), (0, 475_000, 77));
    }
}
