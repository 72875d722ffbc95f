//! Whose address a request counts for.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;

use crate::config::Network;

/// What requests are counted by: an IPv4 address or an IPv6 network of 64
/// bits, which is the least that a provider gives to one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// The address in one form, for hashing.
    #[must_use]
    pub fn bytes(self) -> [u8; 16] {
        match self.0 {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().octets(),
            IpAddr::V6(v6) => v6.octets(),
        }
    }
}

impl From<IpAddr> for Client {
    fn from(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
            v4 @ IpAddr::V4(_) => v4,
        })
    }
}

/// The client of a request: the peer itself, or, where the peer is a trusted
/// proxy, the rightmost address of `X-Forwarded-For` that is none. Whatever
/// stands further left was written by the client and proves nothing.
#[must_use]
pub fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> Client {
    let trusts = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut last = peer;
    let values: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let entries = values
        .iter()
        .rev()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.rsplit(','))
        .map(str::trim);
    for entry in entries {
        if !trusts(last) {
            break;
        }
        let Some(address) = parse(entry) else { break };
        last = address;
    }
    last.into()
}

/// An address, perhaps in brackets and with a port.
fn parse(entry: &str) -> Option<IpAddr> {
    if let Ok(address) = entry.parse() {
        return Some(address);
    }
    if let Ok(with_port) = entry.parse::<std::net::SocketAddr>() {
        return Some(with_port.ip());
    }
    entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("a header"));
        }
        let trusted = ["10.0.0.0/8".parse().expect("good"), "fd00::/8".parse().expect("good")];
        client(peer.parse().expect("an address"), &headers, &trusted).0.to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(check("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn behind_proxies_the_rightmost_stranger_counts() {
        assert_eq!(check("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(check("10.0.0.1", &["6.6.6.6, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(check("10.0.0.1", &["6.6.6.6, 198.51.100.1", "10.0.0.2"]), "198.51.100.1");
        assert_eq!(check("10.0.0.1", &["198.51.100.1:4711"]), "198.51.100.1");
        assert_eq!(check("10.0.0.1", &["6.6.6.6, nonsense"]), "10.0.0.1");
        assert_eq!(check("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn ipv6_counts_by_network_and_mapped_ipv4_as_ipv4() {
        assert_eq!(check("2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::");
        assert_eq!(check("fd00::1", &["[2001:db8:1:2:3::1]:443"]), "2001:db8:1:2::");
        assert_eq!(check("::ffff:203.0.113.9", &[]), "203.0.113.9");
    }
}
