//! Wrong in lists: pages, orders, filters and search.

use serde_json::{Value, json};

use super::{Fault, after, before};

const LIST: &str = "/v1/threads/*/submissions";

pub(super) fn faults() -> Vec<Fault> {
    [lists(), orders(), filters()].into_iter().flatten().collect()
}

fn lists() -> Vec<Fault> {
    vec![
        before("paging.limit", "a limit of 0 is the usual one", |asked, _| {
            if asked.has("limit=0") {
                asked.without("limit");
            }
        }),
        before("paging.limit", "101 items come at once", |asked, _| {
            asked.query = asked.query.replace("limit=101", "limit=100");
        }),
        after("paging.whole", "between two pages an item is left out", |asked, answered, _| {
            if asked.is("GET", LIST) && asked.has("cursor=") {
                answered.items(|items| {
                    items.pop();
                });
            }
        }),
        after("paging.total", "the total is of the page", |asked, answered, _| {
            if asked.is("GET", LIST) {
                answered.edit(|page| page["total"] = json!(1));
            }
        }),
        before("paging.cursor", "a cursor that no list gave begins anew", |asked, _| {
            if asked.has("cursor=x") {
                asked.without("cursor");
            }
        }),
        after(
            "paging.while-writing",
            "pages count from the beginning, which moves",
            |asked, answered, memory| {
                if asked.is("GET", LIST) && asked.has("sort=newest&limit=2") {
                    let before = memory.of.get("last").cloned();
                    answered.items(|items| {
                        memory.of.insert("last".into(), items.last().cloned().unwrap_or_default());
                        if asked.has("cursor=") {
                            items.splice(0..0, before);
                        }
                    });
                }
            },
        ),
    ]
}

/// Reverses an order.
macro_rules! reversed {
    ($id:literal, $sort:literal) => {
        after($id, "the order is the other way round", |asked, answered, _| {
            if asked.is("GET", LIST) && asked.has(concat!("sort=", $sort)) {
                answered.items(|items| items.reverse());
            }
        })
    };
}

fn orders() -> Vec<Fault> {
    vec![
        reversed!("sorts.newest", "newest"),
        reversed!("sorts.support", "support"),
        reversed!("sorts.broad", "broad"),
        reversed!("sorts.discussed", "discussed"),
        reversed!("sorts.unseen-by-nobody", "unseen"),
        before("sorts.random", "all seeds are one", |asked, _| asked.without("seed")),
        after("sorts.support", "support goes by the share that agrees", |asked, answered, _| {
            if asked.is("GET", LIST) && asked.has("sort=support") {
                answered.items(|items| {
                    let share = |one: &Value| {
                        let count = |name: &str| one["tally"][name].as_f64().unwrap_or(0.0);
                        count("agree") / (count("agree") + count("disagree")).max(1.0)
                    };
                    items.sort_by(|a, b| share(b).total_cmp(&share(a)));
                });
            }
        }),
        before("sorts.unknown", "an unknown order is the usual one", |asked, _| {
            if asked.has("sort=best") {
                asked.without("sort");
            }
        }),
        before("sorts.unseen", "unseen knows nobody", |asked, _| {
            if asked.has("sort=unseen") {
                asked.headers.remove("authorization");
            }
        }),
        after("sorts.pinned", "a pinned submission comes last", |asked, answered, _| {
            if asked.is("GET", LIST) && asked.has("sort=") {
                answered.items(|items| items.sort_by_key(|one| one["pinned"] == true));
            }
        }),
    ]
}

fn filters() -> Vec<Fault> {
    vec![
        before("filters.each", "a theme filters nothing", |asked, _| asked.without("theme")),
        before("filters.each", "a country filters nothing", |asked, _| asked.without("country")),
        before("filters.together", "of two values the first counts", |asked, _| {
            let mut names = Vec::new();
            let pairs: Vec<_> = asked
                .query
                .split('&')
                .filter(|pair| {
                    let name = pair.split('=').next().unwrap_or_default().to_owned();
                    let first = !names.contains(&name);
                    names.push(name);
                    first
                })
                .collect();
            asked.query = pairs.join("&");
        }),
        before("filters.unknown", "an unknown theme filters nothing", |asked, _| {
            if asked.has("theme=conformance") {
                asked.without("theme");
            }
        }),
        before("filters.mine", "author=me filters nothing", |asked, _| asked.without("author")),
        after("search.finds", "search finds nothing", |asked, answered, _| {
            if asked.has("q=") {
                answered.items(Vec::clear);
            }
        }),
        after(
            "search.anything",
            "a NUL in a search is a fault of the server",
            |asked, answered, _| {
                if asked.has("%00") {
                    answered.status = 500;
                }
            },
        ),
        after(
            "search.thai",
            "Thai is found by the beginning of a text alone",
            |asked, answered, _| {
                if asked.has("q=%E0%B8%84%E0%B8%A5") {
                    answered.items(Vec::clear);
                }
            },
        ),
        after("search.same", "Thai digits are other signs", |asked, answered, _| {
            if asked.has("q=%E0%B9%91") {
                answered.items(Vec::clear);
            }
        }),
        before("search.every-word", "any word is enough", |asked, _| {
            if let Some(first) = asked.query.find("%20") {
                asked.query.truncate(first);
            }
        }),
        after("similar.shape", "similar ones have a next page", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/similar") {
                answered.edit(|page| page["next_cursor"] = json!("x"));
            }
        }),
        after("similar.finds", "nothing is similar", |asked, answered, _| {
            if asked.is("GET", "/v1/threads/*/similar") {
                answered.items(Vec::clear);
            }
        }),
    ]
}
