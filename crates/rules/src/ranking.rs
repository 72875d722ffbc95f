//! What each order of submissions ranks by.

use contract::{SectorTally, Sort, VotingMode};

/// z of a two-sided interval at 95 %.
const Z: f64 = 1.96;

/// Lower bound of the Wilson score interval at 95 % for `successes` of `n`:
/// what the share is at least, given how few were asked. 0 where nobody was.
/// (E. B. Wilson, "Probable inference", 1927.)
#[must_use]
pub fn wilson_lower(successes: u32, n: u32) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let n = f64::from(n);
    let share = f64::from(successes) / n;
    let z2 = Z * Z;
    let centre = share + z2 / (2.0 * n);
    let spread = Z * ((share * (1.0 - share) + z2 / (4.0 * n)) / n).sqrt();
    ((centre - spread) / (1.0 + z2 / n)).max(0.0)
}

/// What the order `support` ranks by: in opinion mode the lower bound of
/// agree among agree and disagree, in support mode the number of supports.
#[must_use]
pub fn support_score(mode: VotingMode, votes: &SectorTally) -> f64 {
    match mode {
        VotingMode::Opinion => {
            wilson_lower(votes.agree, votes.agree.saturating_add(votes.disagree))
        }
        VotingMode::Support => f64::from(votes.support),
    }
}

/// What the order `broad` ranks by: submissions without a value come last.
#[must_use]
pub fn broad_score(broad: Option<f64>) -> f64 {
    broad.unwrap_or(-1.0)
}

/// The modulus of the order `random`: a prime, so that multiplication by
/// anything but 0 shuffles without collisions.
pub const SHUFFLE_MODULUS: u32 = 2_147_483_647;

/// A submission's place in all shuffles, from random bits: 1 to the modulus
/// less one.
#[must_use]
pub const fn shuffle_from_bits(bits: u32) -> u32 {
    bits % (SHUFFLE_MODULUS - 1) + 1
}

/// The multiplier of the order `random` that belongs to a seed, in the range
/// of [`shuffle_from_bits`]. Like seeds give unlike multipliers.
#[must_use]
pub fn seed_multiplier(seed: &str) -> u32 {
    // FNV-1a, finished as in SplitMix64.
    let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let [.., a, b, c, d] = (hash ^ (hash >> 31)).to_be_bytes();
    shuffle_from_bits(u32::from_be_bytes([a, b, c, d]))
}

/// What the order `random` ranks by, the smallest first: the same as
/// `(shuffle * multiplier) % 2147483647` in SQL.
#[must_use]
pub fn random_key(shuffle: u32, multiplier: u32) -> u32 {
    let product = u64::from(shuffle) * u64::from(multiplier) % u64::from(SHUFFLE_MODULUS);
    u32::try_from(product).unwrap_or_default()
}

/// What the orders look at in one submission.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// All votes.
    pub votes: SectorTally,
    /// As published in its tally.
    pub broad: Option<f64>,
    /// Published comments.
    pub comments: u32,
    /// When it was sent, in milliseconds since 1970.
    pub created_at: i64,
    /// Its place in all shuffles.
    pub shuffle: u32,
}

/// The score by which an order ranks, the greatest first. Pinned submissions
/// come before all others, and equal scores go by id, the greater (younger)
/// first, except in `unseen`, where the older comes first.
#[must_use]
pub fn score(sort: Sort, mode: VotingMode, multiplier: u32, of: &Standing) -> f64 {
    // Milliseconds of all years that can be written fit exactly.
    #[expect(clippy::cast_precision_loss, reason = "exact below 2^53, which is the year 287396")]
    let created_at = of.created_at as f64;
    match sort {
        Sort::Newest => created_at,
        Sort::Support => support_score(mode, &of.votes),
        Sort::Broad => broad_score(of.broad),
        Sort::Discussed => f64::from(of.comments),
        Sort::Unseen => -created_at,
        Sort::Random => -f64::from(random_key(of.shuffle, multiplier)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wilson_check_values() {
        for (successes, n, bound) in
            [(1, 1, 0.2065), (9, 10, 0.5958), (90, 100, 0.8256), (130, 130, 0.9713), (0, 0, 0.0)]
        {
            let value = wilson_lower(successes, n);
            assert!((value - bound).abs() < 0.00005, "{successes}/{n}: {value}");
        }
    }

    #[test]
    fn support_ranks_by_mode() {
        let votes = SectorTally { agree: 9, disagree: 1, pass: 40, support: 3 };
        assert!((support_score(VotingMode::Opinion, &votes) - 0.5958).abs() < 0.00005);
        assert!((support_score(VotingMode::Support, &votes) - 3.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_greatest_score_comes_first() {
        let low = Standing {
            votes: SectorTally { agree: 1, disagree: 3, ..SectorTally::default() },
            broad: None,
            comments: 1,
            created_at: 1_000,
            shuffle: 5,
        };
        let high = Standing {
            votes: SectorTally { agree: 9, disagree: 3, ..SectorTally::default() },
            broad: Some(0.0),
            comments: 2,
            created_at: 2_000,
            shuffle: 4,
        };
        for sort in Sort::ALL.iter().copied() {
            let score = |of| score(sort, VotingMode::Opinion, 1, of);
            assert_eq!(score(&high) > score(&low), sort != Sort::Unseen, "{sort}");
        }
    }

    #[test]
    fn seeds_are_fixed_for_ever() {
        // Cursors and caches outlive a release.
        insta::assert_compact_json_snapshot!(
            ["", "1", "2", "มกราคม"].map(seed_multiplier),
            @"[699787422, 450801634, 1560179109, 1956799196]"
        );
    }

    proptest! {
        #[test]
        fn wilson_is_a_lower_bound(successes: u32, more: u32) {
            let n = successes.saturating_add(more);
            let bound = wilson_lower(successes, n);
            prop_assert!((0.0..=1.0).contains(&bound));
            if n > 0 {
                prop_assert!(bound <= f64::from(successes) / f64::from(n));
            }
        }

        #[test]
        fn a_shuffle_has_no_collisions(seed: String, places in prop::collection::hash_set(any::<u32>(), 0..50)) {
            let places: HashSet<u32> = places.into_iter().map(shuffle_from_bits).collect();
            let m = seed_multiplier(&seed);
            prop_assert!((1..SHUFFLE_MODULUS).contains(&m));
            let keys: HashSet<u32> = places.iter().map(|place| random_key(*place, m)).collect();
            prop_assert_eq!(keys.len(), places.len());
            prop_assert!(keys.iter().all(|key| (1..SHUFFLE_MODULUS).contains(key)));
        }
    }
}
