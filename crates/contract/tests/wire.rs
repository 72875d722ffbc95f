//! What goes over the wire stays as the API document says.

use contract::{
    Capability, Limits, Problem, ProblemCode, Sort, State, SubmissionPatch, VoteChoice, VoteRequest,
};

#[test]
fn words_survive_the_way_there_and_back() {
    for sort in Sort::ALL {
        assert_eq!(sort.as_str().parse(), Ok(*sort));
        assert_eq!(serde_json::to_string(sort).unwrap(), format!("\"{sort}\""));
    }
    for capability in Capability::ALL {
        let text = serde_json::to_string(capability).unwrap();
        assert_eq!(serde_json::from_str::<Capability>(&text).unwrap(), *capability);
    }
    assert_eq!("deleted".parse::<State>(), Err(()));
}

#[test]
fn a_problem_tells_its_code_from_its_type() {
    let of = |kind: &str| Problem {
        kind: kind.to_owned(),
        title: String::new(),
        status: 403,
        detail: None,
        errors: Vec::new(),
    };
    let ours = format!("{}thread-closed", Problem::TYPE_BASE);
    assert_eq!(of(&ours).code(), Some(ProblemCode::ThreadClosed));
    assert_eq!(of("about:blank").code(), None);
    assert_eq!(of("https://elsewhere.example/problems/odd").code(), None);
}

#[test]
fn writes_refuse_fields_that_they_may_not_carry() {
    assert!(serde_json::from_str::<VoteRequest>(r#"{"value":"agree","weight":9}"#).is_err());
    assert!(serde_json::from_str::<SubmissionPatch>(r#"{"state":"published"}"#).is_err());
    assert!(serde_json::from_str::<VoteRequest>(r#"{"value":"maybe"}"#).is_err());
    let vote: VoteRequest = serde_json::from_str(r#"{"value":"pass"}"#).unwrap();
    assert_eq!(vote.value, VoteChoice::Pass);
}

#[test]
fn an_absent_field_of_a_patch_is_not_sent() {
    let patch = SubmissionPatch { title: Some("New".into()), ..SubmissionPatch::default() };
    assert_eq!(serde_json::to_string(&patch).unwrap(), r#"{"title":"New"}"#);
}

#[test]
fn limits_are_those_of_the_api_document() {
    let limits = Limits::default();
    assert_eq!(
        (limits.title_max, limits.body_max, limits.comment_max, limits.links_max),
        (120, 3000, 1000, 5)
    );
}
