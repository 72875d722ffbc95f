//! Two versions of a text side by side, with what went and what came marked.

use leptos::prelude::*;

/// Longest text that is compared, in pieces: the table grows with the square.
const LONGEST: usize = 700;

/// A piece of a text, and whether the other version lacks it.
type Piece = (String, bool);

/// Both texts in pieces, with those marked that the other one lacks. Texts
/// that are too long to compare come as they are.
#[must_use]
pub fn compare(before: &str, after: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (old, new) = (pieces(before), pieces(after));
    if old.len() > LONGEST || new.len() > LONGEST {
        return (vec![(before.to_owned(), false)], vec![(after.to_owned(), false)]);
    }
    let (kept_old, kept_new) = common(&old, &new);
    (join(&old, &kept_old), join(&new, &kept_new))
}

/// Words and what stands between them; each letter alone in scripts that have
/// no spaces between words.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut joins = false;
    for letter in text.chars() {
        // Latin and its neighbours stand below Thai; marks stay with their letter.
        let word = letter.is_alphanumeric() && u32::from(letter) < 0x0E00;
        let mark =
            !letter.is_alphanumeric() && !letter.is_whitespace() && u32::from(letter) >= 0x0300;
        match pieces.last_mut() {
            Some(last) if joins && word || mark => last.push(letter),
            _ => pieces.push(letter.to_string()),
        }
        joins = word;
    }
    pieces
}

/// Which pieces belong to the longest common sequence of both.
fn common(old: &[String], new: &[String]) -> (Vec<bool>, Vec<bool>) {
    let wide = new.len() + 1;
    let mut table = vec![0_u16; (old.len() + 1) * wide];
    let at =
        |table: &[u16], i: usize, j: usize| table.get(i * wide + j).copied().unwrap_or_default();
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let best = if one == other {
                at(&table, i + 1, j + 1) + 1
            } else {
                at(&table, i + 1, j).max(at(&table, i, j + 1))
            };
            if let Some(cell) = table.get_mut(i * wide + j) {
                *cell = best;
            }
        }
    }
    let mut kept = (vec![false; old.len()], vec![false; new.len()]);
    let (mut i, mut j) = (0, 0);
    while let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
        if one == other {
            for (list, index) in [(&mut kept.0, i), (&mut kept.1, j)] {
                if let Some(flag) = list.get_mut(index) {
                    *flag = true;
                }
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&table, i + 1, j) >= at(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

fn join(pieces: &[String], kept: &[bool]) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for (piece, kept) in pieces.iter().zip(kept) {
        match joined.last_mut() {
            Some((text, changed)) if *changed != *kept => text.push_str(piece),
            _ => joined.push((piece.clone(), !kept)),
        }
    }
    joined
}

/// One side of a comparison: `<del>` or `<ins>` around what the other lacks.
#[must_use]
pub fn side(pieces: Vec<Piece>, old: bool) -> AnyView {
    pieces
        .into_iter()
        .map(|(text, changed)| match (changed, old) {
            (false, _) => text.into_any(),
            (true, true) => view! { <del>{text}</del> }.into_any(),
            (true, false) => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect::<Vec<_>>()
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pieces: &[Piece]) -> String {
        pieces
            .iter()
            .map(|(text, changed)| if *changed { format!("[{text}]") } else { text.clone() })
            .collect()
    }

    #[test]
    fn what_went_and_what_came_is_marked() {
        let check = |before: &str, after: &str, old: &str, new: &str| {
            let (one, other) = compare(before, after);
            assert_eq!((told(&one).as_str(), told(&other).as_str()), (old, new));
        };
        check("Open the clinics", "Open all clinics", "Open [the] clinics", "Open [all] clinics");
        check("same", "same", "same", "same");
        check("", "new", "", "[new]");
        check("เปิดคลินิก", "ปิดคลินิก", "[เ]ปิดคลินิก", "ปิดคลินิก");
    }

    #[test]
    fn very_long_texts_are_left_alone() {
        let long = "a ".repeat(LONGEST);
        let (one, _) = compare(&long, "b");
        assert_eq!(one, [(long, false)]);
    }
}
