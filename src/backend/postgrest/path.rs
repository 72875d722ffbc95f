//! Addresses of the functions: plain text, so that it can be tested by itself.

/// `/rpc/name?argument=value`, with every value escaped; what is empty is not
/// sent.
pub(super) fn reading<'a>(
    name: &str,
    arguments: impl IntoIterator<Item = (&'a str, &'a str)>,
    escape: impl Fn(&str) -> String,
) -> String {
    let mut path = ["/rpc/", name].concat();
    let mut mark = '?';
    for (argument, value) in arguments {
        if !value.is_empty() {
            path.push(mark);
            path.push_str(argument);
            path.push('=');
            path.push_str(&escape(value));
            mark = '&';
        }
    }
    path
}
