//! Networks of proxies whose word about addresses is believed.

use std::{net::IpAddr, str::FromStr};

/// A network such as `10.0.0.0/8` or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    bits: u128,
    mask: u128,
    v6: bool,
}

impl Network {
    /// Whether the address is in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let (bits, v6) = bits(address.to_canonical());
        v6 == self.v6 && bits & self.mask == self.bits
    }
}

/// The address as the upper bits of a number, and whether it is IPv6.
fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        IpAddr::V4(v4) => (u128::from(v4.to_bits()) << 96, false),
        IpAddr::V6(v6) => (v6.to_bits(), true),
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not an address or a network such as 10.0.0.0/8");
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (bits, v6) = bits(address);
        let most = if v6 { 128 } else { 32 };
        let length = match length {
            Some(length) => {
                length.parse().ok().filter(|length| *length <= most).ok_or_else(wrong)?
            }
            None => most,
        };
        let mask = if length == 0 { 0 } else { u128::MAX << (128 - length) };
        Ok(Self { bits: bits & mask, mask, v6 })
    }
}

impl<'de> serde::Deserialize<'de> for Network {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_what_its_prefix_says() {
        let check = |network: &str, address: &str| {
            let network: Network = network.parse().expect("a network");
            network.contains(address.parse().expect("an address"))
        };
        assert!(check("10.0.0.0/8", "10.255.0.1"));
        assert!(!check("10.0.0.0/8", "11.0.0.1"));
        assert!(check("127.0.0.1", "127.0.0.1"));
        assert!(check("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(check("2001:db8::/32", "2001:db8:1::1"));
        assert!(!check("0.0.0.0/0", "2001:db8::1"));
        assert!(check("::/0", "2001:db8::1"));
        for wrong in ["", "10.0.0.0/33", "x/8", "::/129", "10.0.0.0/"] {
            wrong.parse::<Network>().expect_err(wrong);
        }
    }
}
