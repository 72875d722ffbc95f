//! What reports weigh, and when they hide something until a moderator looks.
//!
//! A report counts by how often its sender was right before, so that nobody
//! gains by reporting what stands. Weight alone hides nothing: the reports must
//! also come from at least two sides, so that rivals of one sector, however
//! many, and however many accounts of one organisation silence nobody.

use contract::FlagReason;

/// The sum of weights at which reports hide something: of new accounts, four.
pub const THRESHOLD: f64 = 2.0;

/// The rule's stable name in decisions, the queue and the log.
pub const RULE: &str = "flags";

/// Who sent a report, as far as it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Report<'a> {
    /// Why.
    pub reason: FlagReason,
    /// The sender's [`weight`].
    pub weight: f64,
    /// The organisation that the sender speaks for: anything that names it.
    pub organisation: Option<&'a str>,
    /// The sender's sector.
    pub sector: Option<&'a str>,
}

/// The weight of a person's reports, between 0 and 1, by how many of theirs a
/// moderator found right and wrong: the mean of the Beta distribution after
/// these, from an even start (Laplace's rule of succession).
#[must_use]
pub fn weight(right: u32, wrong: u32) -> f64 {
    let (right, wrong) = (f64::from(right), f64::from(wrong));
    (right + 1.0) / (right + wrong + 2.0)
}

/// How bad it is if a report of this reason is right, from 0 to 1.
#[must_use]
pub const fn severity(reason: FlagReason) -> f64 {
    match reason {
        FlagReason::Illegal => 1.0,
        FlagReason::PersonalData => 0.9,
        FlagReason::Offensive => 0.7,
        FlagReason::Spam => 0.5,
        FlagReason::Other => 0.4,
        FlagReason::OffTopic => 0.3,
        FlagReason::Duplicate => 0.1,
    }
}

/// How much harm reports tell of, from 0 (none) towards 1: with s the sum of
/// weight times severity, s / (1 + s).
#[must_use]
pub fn harm<'a>(reports: impl IntoIterator<Item = Report<'a>>) -> f64 {
    let sum: f64 = reports.into_iter().map(|one| one.weight * severity(one.reason)).sum();
    sum / (1.0 + sum)
}

/// Whether these reports hide what they are about until a moderator looks.
///
/// Only reports that no moderator has looked at yet count: pass those.
#[must_use]
pub fn hide(reports: &[Report<'_>]) -> bool {
    let sum: f64 = reports.iter().map(|report| report.weight).sum();
    // Sums of halves and thirds must not miss the threshold by their last bit.
    sum >= THRESHOLD - 1e-9 && of_two_sides(reports)
}

/// Whether two of the reports come from different sides.
///
/// An organisation stands for itself, so all its people are one side whatever
/// sectors they name; of people without one, a sector is a side. Somebody of an
/// organisation and somebody without one are of different sides unless they are
/// of one sector. Who has neither is of no side.
fn of_two_sides(reports: &[Report<'_>]) -> bool {
    let mut sides: Vec<(Option<&str>, Option<&str>)> =
        reports.iter().map(|report| (report.organisation, report.sector)).collect();
    sides.sort_unstable();
    sides.dedup();
    let apart = |a: &(Option<&str>, Option<&str>), b: &(Option<&str>, Option<&str>)| match (a, b) {
        ((Some(one), _), (Some(other), _)) => one != other,
        ((None, None), _) | (_, (None, None)) => false,
        ((_, one), (_, other)) => one != other,
    };
    sides.iter().enumerate().any(|(place, a)| sides.iter().skip(place + 1).any(|b| apart(a, b)))
}

/// Texts of a person that a forum must have published before they are a
/// newcomer no more.
pub const NEWCOMER_UNTIL: u32 = 2;

/// Whether somebody with so many published texts is a newcomer. Officials,
/// moderators and people of a verified organisation never are.
#[must_use]
pub const fn is_newcomer(published: u32, vouched_for: bool) -> bool {
    !vouched_for && published < NEWCOMER_UNTIL
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2*cso@A` is two reports from the organisation A in the sector `cso`,
    /// of people of this weight; `-` is no sector.
    fn reports(text: &str, weight: f64) -> Vec<Report<'_>> {
        let read = |word| {
            let (times, who): (usize, &str) = match str::split_once(word, '*') {
                Some((times, who)) => (times.parse().expect("a number"), who),
                None => (1, word),
            };
            let (sector, organisation) = match who.split_once('@') {
                Some((sector, organisation)) => (sector, Some(organisation)),
                None => (who, None),
            };
            let sector = Some(sector).filter(|sector| *sector != "-");
            let report = Report { reason: FlagReason::Spam, weight, organisation, sector };
            std::iter::repeat_n(report, times)
        };
        text.split_whitespace().flat_map(read).collect()
    }

    #[test]
    fn weight_check_values() {
        for (right, wrong, expected) in [
            (0, 0, 0.5),
            (1, 0, 2.0 / 3.0),
            (0, 1, 1.0 / 3.0),
            (3, 1, 4.0 / 6.0),
            (9, 0, 10.0 / 11.0),
            (0, 9, 1.0 / 11.0),
            (100, 100, 0.5),
        ] {
            assert!((weight(right, wrong) - expected).abs() < 1e-12, "{right} {wrong}");
        }
        assert!(weight(u32::MAX, 0) < 1.0 && weight(0, u32::MAX) > 0.0);
    }

    #[test]
    fn harm_check_values() {
        use FlagReason::{Duplicate, Illegal, PersonalData, Spam};
        let of = |reasons: &[FlagReason]| {
            harm(reasons.iter().map(|reason| Report {
                reason: *reason,
                weight: 0.5,
                organisation: None,
                sector: None,
            }))
        };
        for (reasons, expected) in [
            (&[][..], 0.0),
            (&[Illegal], 1.0 / 3.0),
            (&[Illegal, Illegal], 0.5),
            (&[Spam], 0.2),
            (&[Illegal, PersonalData], 0.95 / 1.95),
            (&[Duplicate], 0.05 / 1.05),
        ] {
            assert!((of(reasons) - expected).abs() < 1e-12, "{reasons:?}: {}", of(reasons));
        }
        // Ten say that it repeats another one: less than one threat.
        assert!(of(&[Duplicate; 10]) < of(&[Illegal, Illegal]));
        let mut order: Vec<_> = FlagReason::ALL.to_vec();
        order.sort_by(|a, b| severity(*b).total_cmp(&severity(*a)));
        let words: Vec<_> = order.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(
            words,
            ["illegal", "personal_data", "offensive", "spam", "other", "off_topic", "duplicate"]
        );
    }

    #[test]
    fn it_takes_weight_and_two_sides() {
        for (text, weight, hidden) in [
            // Not enough weight.
            ("", 0.5, false),
            ("cso business", 0.5, false),
            ("2*cso business", 0.5, false),
            ("2*cso business", 1.0, true),
            // Enough, from two sectors.
            ("3*cso business", 0.5, true),
            ("2*cso 2*business", 0.5, true),
            ("6*cso business", 1.0 / 3.0, true),
            // Weights of wrong reporters: many are needed.
            ("11*cso 10*business", 1.0 / 11.0, false),
            ("11*cso 11*business", 1.0 / 11.0, true),
            // Rivals of one sector, however many.
            ("4*business", 0.5, false),
            ("1000*business", 0.99, false),
            // Nor together with people who name no sector.
            ("1000*business 1000*-", 0.99, false),
            ("1000*-", 0.99, false),
            // One organisation is one side, whatever its people say of themselves.
            ("4*business@A", 0.5, false),
            ("2*business@A 2*cso@A", 0.5, false),
            ("500*business@A 500*cso@A 500*-@A", 0.9, false),
            // Nor with others of its own sector.
            ("2*business@A 2*business", 0.5, false),
            ("2*business@A 2*-", 0.5, false),
            // Two organisations, or an organisation and another sector.
            ("2*business@A 2*business@B", 0.5, true),
            ("2*business@A 2*cso", 0.5, true),
            ("2*-@A 2*-@B", 0.5, true),
            ("2*-@A 2*cso", 0.5, true),
        ] {
            assert_eq!(hide(&reports(text, weight)), hidden, "{text:?} at {weight}");
        }
    }

    #[test]
    fn newcomers_are_those_with_fewer_than_two_published() {
        for (published, vouched_for, newcomer) in
            [(0, false, true), (1, false, true), (2, false, false), (0, true, false)]
        {
            assert_eq!(is_newcomer(published, vouched_for), newcomer);
        }
    }
}
