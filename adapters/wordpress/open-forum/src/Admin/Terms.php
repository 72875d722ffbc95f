<?php
declare(strict_types=1);

namespace OpenForum\Admin;

/** Words of the contract in the language of the screens. */
final class Terms
{
    public static function states(): array
    {
        return [
            'published' => __('Published', 'open-forum'),
            'pending' => __('Waits', 'open-forum'),
            'hidden' => __('Hidden', 'open-forum'),
            'withdrawn' => __('Taken back', 'open-forum'),
        ];
    }

    public static function actions(): array
    {
        return [
            'approve' => __('Approve', 'open-forum'),
            'reject' => __('Reject', 'open-forum'),
            'request_edit' => __('Ask for an edit', 'open-forum'),
            'hide' => __('Hide', 'open-forum'),
            'restore' => __('Restore', 'open-forum'),
            'pin' => __('Show first', 'open-forum'),
            'unpin' => __('Show in its place', 'open-forum'),
            'lock' => __('Stop writing', 'open-forum'),
            'unlock' => __('Allow writing', 'open-forum'),
        ];
    }

    public static function queueKinds(): array
    {
        return [
            'new' => __('New', 'open-forum'),
            'flagged' => __('Reported', 'open-forum'),
            'edited' => __('Edited', 'open-forum'),
        ];
    }

    public static function flagReasons(): array
    {
        return [
            'spam' => __('Advertising or repetition', 'open-forum'),
            'offensive' => __('Insults, threats, hate', 'open-forum'),
            'off_topic' => __('Not about the question', 'open-forum'),
            'duplicate' => __('Said already', 'open-forum'),
            'personal_data' => __('Names or data of people', 'open-forum'),
            'illegal' => __('Against the law', 'open-forum'),
            'other' => __('Another reason', 'open-forum'),
        ];
    }

    public static function stances(): array
    {
        return [
            'for' => __('For', 'open-forum'),
            'against' => __('Against', 'open-forum'),
            'neutral' => __('Neither', 'open-forum'),
        ];
    }

    public static function phases(): array
    {
        return [
            'upcoming' => __('Not open yet', 'open-forum'),
            'collecting' => __('Collecting', 'open-forum'),
            'voting' => __('Voting', 'open-forum'),
            'open' => __('Open', 'open-forum'),
            'closed' => __('Closed', 'open-forum'),
        ];
    }
}
