//! What mails say, in English and Thai. A language that is neither reads
//! English.

use contract::{Action, AppealState, Digest, InboxKind, OrganisationState, Status};
use rules::time::format_ms;
use storage::InboxRow;

/// The language of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tongue {
    En,
    Th,
}

const MONTHS: [[&str; 2]; 12] = [
    ["January", "มกราคม"],
    ["February", "กุมภาพันธ์"],
    ["March", "มีนาคม"],
    ["April", "เมษายน"],
    ["May", "พฤษภาคม"],
    ["June", "มิถุนายน"],
    ["July", "กรกฎาคม"],
    ["August", "สิงหาคม"],
    ["September", "กันยายน"],
    ["October", "ตุลาคม"],
    ["November", "พฤศจิกายน"],
    ["December", "ธันวาคม"],
];

/// Minutes east of Greenwich, without summer times: those of ASEAN and Dili.
const ZONES: [(&str, i64); 14] = [
    ("Asia/Yangon", 390),
    ("Asia/Bangkok", 420),
    ("Asia/Ho_Chi_Minh", 420),
    ("Asia/Phnom_Penh", 420),
    ("Asia/Vientiane", 420),
    ("Asia/Jakarta", 420),
    ("Asia/Pontianak", 420),
    ("Asia/Brunei", 480),
    ("Asia/Kuala_Lumpur", 480),
    ("Asia/Makassar", 480),
    ("Asia/Manila", 480),
    ("Asia/Singapore", 480),
    ("Asia/Dili", 540),
    ("Asia/Jayapura", 540),
];

impl Tongue {
    pub(super) fn of(tag: &str) -> Self {
        if tag.split('-').next() == Some("th") { Self::Th } else { Self::En }
    }

    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Th => "th",
        }
    }

    const fn pick(self, en: &'static str, th: &'static str) -> &'static str {
        match self {
            Self::En => en,
            Self::Th => th,
        }
    }

    /// A day, in the forum's time zone; in Thai in the Buddhist era.
    pub(super) fn date(self, ms: i64, zone: &str) -> String {
        let offset =
            ZONES.iter().find(|(name, _)| *name == zone).map_or(0, |(_, minutes)| *minutes);
        // `YYYY-MM-DD` and what follows.
        let text = format_ms(ms + offset * 60_000);
        let number = |range| text.get(range).and_then(|digits: &str| digits.parse::<usize>().ok());
        let (year, month, day) =
            (number(0..4).unwrap_or(0), number(5..7).unwrap_or(1), number(8..10).unwrap_or(1));
        let name = MONTHS.get(month.saturating_sub(1)).map_or("", |[en, th]| self.pick(en, th));
        match self {
            Self::En => format!("{day} {name} {year}"),
            Self::Th => format!("{day} {name} {}", year + 543),
        }
    }

    /// What happened, in one sentence with its title.
    pub(super) fn sentence(self, item: &InboxRow) -> String {
        let word = item.word.as_deref().unwrap_or_default();
        let title = one_line(&item.title);
        let what = match item.kind {
            InboxKind::Decided => self.decided(word),
            InboxKind::EditRequested => self.pick("Please change this", "โปรดแก้ไข"),
            InboxKind::AppealJudged => match word.parse() {
                Ok(AppealState::Upheld) => self
                    .pick("You objected; the decision stands", "พิจารณาคำคัดค้านแล้ว คำตัดสินเดิมยังคงอยู่"),
                Ok(AppealState::Overturned) => self.pick(
                    "You objected; the decision was taken back",
                    "พิจารณาคำคัดค้านแล้ว คำตัดสินถูกเพิกถอน",
                ),
                _ => self.pick("Your objection was judged", "มีผลการพิจารณาคำคัดค้านแล้ว"),
            },
            InboxKind::DuplicateProposed => {
                self.pick("Does this say the same as another one?", "ข้อเสนอนี้ซ้ำกับข้อเสนออื่นหรือไม่")
            }
            InboxKind::Answered => {
                return match self.status(word) {
                    Some(status) => {
                        format!("{} ({status}): {title}", self.pick("Answered", "มีคำตอบ"))
                    }
                    None => format!("{}: {title}", self.pick("Answered", "มีคำตอบ")),
                };
            }
            InboxKind::Commented => self.pick("A comment", "มีความคิดเห็นใหม่"),
            InboxKind::Recognised => self.pick("Recognised", "ได้รับการยกย่อง"),
            InboxKind::Organisation => match word.parse() {
                Ok(OrganisationState::Verified) => {
                    self.pick("Your organisation was verified", "ยืนยันองค์กรของท่านแล้ว")
                }
                Ok(OrganisationState::Refused) => {
                    self.pick("Your organisation was not verified", "องค์กรของท่านไม่ได้รับการยืนยัน")
                }
                _ => self.pick("Your organisation waits for a check", "องค์กรของท่านรอการตรวจสอบ"),
            },
            InboxKind::Announced => self.pick("News", "ประกาศ"),
        };
        format!("{what}: {title}")
    }

    fn decided(self, word: &str) -> &'static str {
        match word.parse() {
            Ok(Action::Approve) => self.pick("Published", "เผยแพร่แล้ว"),
            Ok(Action::Reject) => self.pick("Not published", "ไม่ได้เผยแพร่"),
            Ok(Action::Hide) => self.pick("Taken out of the forum", "ถูกนำออกจากเวที"),
            Ok(Action::Restore) => self.pick("Published again", "เผยแพร่อีกครั้งแล้ว"),
            Ok(Action::Move) => self.pick("Moved to another consultation", "ย้ายไปยังหัวข้ออื่น"),
            Ok(Action::Verify) => self.pick("Verified", "ยืนยันแล้ว"),
            Ok(Action::Refuse) => self.pick("Not verified", "ไม่ได้รับการยืนยัน"),
            _ => self.pick("Decided", "มีคำตัดสิน"),
        }
    }

    fn status(self, word: &str) -> Option<&'static str> {
        Some(match word.parse().ok()? {
            Status::Received => self.pick("received", "รับเรื่องแล้ว"),
            Status::UnderReview => self.pick("under review", "อยู่ระหว่างพิจารณา"),
            Status::Accepted => self.pick("accepted", "รับข้อเสนอ"),
            Status::PartlyAccepted => self.pick("accepted in part", "รับบางส่วน"),
            Status::NotAccepted => self.pick("not accepted", "ไม่รับข้อเสนอ"),
            Status::InProgress => self.pick("in progress", "กำลังดำเนินการ"),
            Status::Done => self.pick("done", "ดำเนินการแล้ว"),
        })
    }

    pub(super) fn several(self, count: u64, forum: &str) -> String {
        match self {
            Self::En => format!("{count} news from {forum}"),
            Self::Th => format!("มี {count} เรื่องใหม่จาก {forum}"),
        }
    }

    pub(super) fn more(self, count: u32) -> String {
        match self {
            Self::En => format!("And {count} more."),
            Self::Th => format!("และอีก {count} เรื่อง"),
        }
    }

    pub(super) const fn all(self) -> &'static str {
        self.pick("Everything in your inbox", "ดูทั้งหมดในกล่องข้อความของท่าน")
    }

    pub(super) fn why(self, forum: &str, digest: Digest) -> String {
        let often = match digest {
            Digest::Off | Digest::Immediate => self.pick("at once", "ทันที"),
            Digest::Daily => self.pick("once a day", "วันละครั้ง"),
            Digest::Weekly => self.pick("once a week", "สัปดาห์ละครั้ง"),
        };
        match self {
            Self::En => {
                format!("You get this because you asked {forum} to tell you by mail, {often}.")
            }
            Self::Th => format!("ท่านได้รับอีเมลนี้เพราะขอให้ {forum} แจ้งข่าวทางอีเมล{often}"),
        }
    }

    pub(super) const fn stop(self) -> &'static str {
        self.pick("Get no more of these mails", "เลิกรับอีเมลเหล่านี้")
    }

    pub(super) fn ask(self, forum: &str) -> String {
        match self {
            Self::En => format!("Get no more mail from {forum}?"),
            Self::Th => format!("เลิกรับอีเมลจาก {forum} หรือไม่"),
        }
    }

    pub(super) fn stopped(self, forum: &str) -> String {
        match self {
            Self::En => format!("You will get no more mail from {forum}."),
            Self::Th => format!("ท่านจะไม่ได้รับอีเมลจาก {forum} อีก"),
        }
    }

    pub(super) const fn again(self) -> &'static str {
        self.pick(
            "What happens still comes into your inbox there, where you can turn mail on again.",
            "เรื่องใหม่ยังคงเข้ากล่องข้อความของท่าน และเปิดรับอีเมลอีกครั้งได้ที่นั่น",
        )
    }

    pub(super) const fn unknown(self) -> &'static str {
        self.pick("This link does not hold.", "ลิงก์นี้ใช้ไม่ได้")
    }
}

/// A title as it may stand in a subject: without line breaks and controls, and
/// not longer than a subject should be.
fn one_line(text: &str) -> String {
    const MOST: usize = 120;
    let plain: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST).collect();
    if text.chars().count() > MOST { plain + "…" } else { plain }
}
