<?php
declare(strict_types=1);

namespace OpenForum\Rest;

use OpenForum\Rules\Reports;

/** Shapes of what people send (the contract's drafts and patches). */
final class Shapes
{
    private const KINDS = ['idea', 'concern', 'question', 'good_practice', 'partnership_offer'];
    private const LINK = ['!url' => 'text', 'label' => 'text'];
    private const TRANSLATION = ['!language' => 'text', '!title' => 'text', '!summary' => 'text', '!body' => 'text'];
    private const VOTING = [
        '!mode' => ['opinion', 'support'],
        'budget' => 'number',
        '!results' => ['always', 'after_vote', 'after_close'],
        'answer_at' => 'number',
    ];
    private const PROMISES = ['inform', 'consult', 'involve', 'collaborate', 'empower'];

    public const SUBMISSION = [
        '!kind' => self::KINDS, '!title' => 'text', 'body' => 'text', '!language' => 'text', 'theme' => 'text',
        'groups' => 'texts', 'links' => [self::LINK], 'organisation' => 'text',
    ];
    public const SUBMISSION_PATCH = [
        'kind' => self::KINDS, 'title' => 'text', 'body' => 'text', 'theme' => 'text', 'groups' => 'texts',
        'links' => [self::LINK],
    ];
    public const VOTE = ['!value' => ['agree', 'disagree', 'pass', 'support'], 'organisation' => 'text'];
    public const COMMENT = [
        '!body' => 'text', '!stance' => ['for', 'against', 'neutral'], 'reply_to' => 'text', 'language' => 'text',
        'organisation' => 'text',
    ];
    public const FLAG = ['!reason' => Reports::REASONS, 'note' => 'text'];
    public const DECISION = [
        '!target' => ['!kind' => ['submission', 'comment', 'thread', 'organisation'], '!id' => 'text'],
        '!action' => [
            'approve', 'reject', 'request_edit', 'hide', 'restore', 'merge', 'move', 'lock', 'unlock', 'pin', 'unpin',
            'verify', 'refuse',
        ],
        'reason' => 'text', 'note' => 'text', 'message' => 'text', 'into' => 'text', 'version' => 'number',
    ];
    public const THREAD = [
        '!slug' => 'text', '!kind' => ['proposals', 'nominations', 'questions'], '!title' => 'text', 'summary' => 'text',
        'body' => 'text', '!language' => 'text', 'translations' => [self::TRANSLATION], '!promise' => self::PROMISES,
        'opens_at' => 'text', 'voting_opens_at' => 'text', 'closes_at' => 'text', '!voting' => self::VOTING,
        'rules' => 'text', 'languages' => 'texts', 'sectors' => 'texts', 'anonymous' => 'flag', 'premoderated' => 'flag',
        'newcomers_held' => 'flag', 'pinned' => 'flag', 'locked' => 'flag',
    ];
    public const THREAD_PATCH = [
        'title' => 'text', 'summary' => 'text', 'body' => 'text', 'promise' => self::PROMISES, 'opens_at' => 'text',
        'voting_opens_at' => 'text', 'closes_at' => 'text', 'rules' => 'text', 'languages' => 'texts',
        'sectors' => 'texts', 'translations' => [self::TRANSLATION], 'voting' => self::VOTING, 'anonymous' => 'flag',
        'newcomers_held' => 'flag', 'premoderated' => 'flag', 'pinned' => 'flag', 'locked' => 'flag',
    ];
}
