"""Where each threat that comes by a request instead of a file is tried; `cases` has those of files."""

from typing import Final

FILES: Final = "tools/api/test_files.py::"
RUNS: Final = "tools/api/test_runs.py::"
SERVER: Final = "config/test_server.py::"
REQUESTS: Final = "config/test_requests.py::"
MALFORMED: Final = "config/test_malformed_requests.py::"
EVERYWHERE: Final = "hostile/test_requests.py::"
TENANTS: Final = "hostile/test_tenants.py::"
KEYS: Final = "iam/test_api_keys.py::"
TOKENS: Final = "iam/test_tokens.py::"
SESSIONS: Final = "iam/test_browser_sessions.py::"
SIGN_UP: Final = "iam/test_signup.py::"
RATES: Final = "iam/test_rate_limits.py::"
LINKS: Final = "tools/services/test_file_links.py::"
LOG: Final = "config/test_logging.py::"

TRIED: Final[dict[str, tuple[str, ...]]] = {
    "H122": (
        f"{FILES}test_a_hostile_name_becomes_a_display_name_and_one_header",
        f"{FILES}test_a_name_that_breaks_lines_adds_no_header",
        "tools/test_filenames.py::test_any_name_becomes_a_safe_one_that_stays_as_it_is",
    ),
    "H123": (
        f"{FILES}test_the_bytes_come_back_and_can_harm_no_browser",
        "page/test_downloads.py::test_what_a_browser_opens_runs_no_script",
    ),
    "H124": (
        f"{FILES}test_a_file_that_is_not_what_its_name_says_is_refused_and_leaves_nothing",
        f"{RUNS}test_a_text_file_named_png_is_not_taken",
    ),
    "H125": (
        f"{FILES}test_an_empty_file_is_refused",
        f"{SERVER}test_a_file_as_large_as_the_limit_is_taken_and_one_byte_more_is_not",
    ),
    "H126": (f"{SERVER}test_ten_gigabytes_are_refused_before_a_byte_of_them",),
    "H127": (
        f"{SERVER}test_an_endless_body_is_cut_at_the_limit",
        f"{SERVER}test_an_endless_document_is_cut_at_the_limit",
    ),
    "H128": (
        f"{SERVER}test_a_length_that_can_be_read_in_two_ways_is_refused",
        f"{SERVER}test_of_a_length_and_chunks_the_chunks_count_and_the_connection_ends",
        f"{SERVER}test_a_bad_chunk_is_refused",
    ),
    "H129": (
        f"{SERVER}test_a_form_that_is_a_burden_is_refused",
        f"{SERVER}test_a_boundary_that_is_none_is_refused",
        f"{SERVER}test_a_form_without_its_end_is_half_a_file_and_not_kept",
    ),
    "H130": (f"{MALFORMED}test_an_encoded_body_is_not_unpacked",),
    "H131": (
        f"{MALFORMED}test_a_body_with_a_trap_in_it_is_refused",
        f"{EVERYWHERE}test_a_body_is_refused_or_understood",
    ),
    "H132": (
        f"{MALFORMED}test_a_query_with_a_trap_in_it_is_refused",
        f"{EVERYWHERE}test_a_query_is_refused_or_understood",
        f"{EVERYWHERE}test_an_id_is_refused_or_not_found",
    ),
    "H133": (
        f"{SERVER}test_a_name_that_is_not_ours_is_not_served",
        f"{SERVER}test_a_forwarded_host_means_nothing",
    ),
    "H134": (
        f"{REQUESTS}test_a_method_cannot_be_overridden",
        f"{EVERYWHERE}test_a_method_that_no_operation_has_is_refused",
    ),
    "H135": (
        f"{TENANTS}test_every_operation_with_an_id_has_its_row",
        f"{TENANTS}test_who_may_do_what",
        f"{TENANTS}test_a_stranger_cannot_tell_what_is_hers_from_what_does_not_exist",
    ),
    "H136": (
        "iam/test_me.py::test_nothing_but_the_name_can_be_changed",
        f"{SIGN_UP}test_nobody_can_choose_a_role",
        f"{FILES}test_an_unknown_field_is_refused",
        f"{KEYS}test_a_key_can_be_renamed_and_nothing_else",
    ),
    "H137": (
        f"{SESSIONS}test_a_request_that_another_site_caused_changes_nothing",
        f"{SESSIONS}test_a_change_without_the_csrf_token_is_refused",
        f"{MALFORMED}test_json_is_read_only_where_it_is_called_json",
        f"{REQUESTS}test_no_other_origin_may",
    ),
    "H138": (f"{EVERYWHERE}test_without_credentials_nothing_is_told",),
    "H139": (
        f"{KEYS}test_a_spoilt_key_gets_the_same_401_whatever_is_wrong",
        f"{KEYS}test_a_mistyped_key_does_not_reach_the_database",
        f"{KEYS}test_a_key_in_the_address_is_not_looked_at",
        f"{KEYS}test_a_revoked_key_opens_nothing_and_stays_in_the_list",
        f"{SERVER}test_headers_beyond_all_measure_are_refused",
    ),
    "H140": (
        f"{SIGN_UP}test_guessing_a_password_is_stopped_after_ten_attempts",
        f"{RATES}test_who_guesses_is_stopped_even_with_the_right_password",
        f"{RATES}test_who_guesses_does_not_lock_the_owner_out",
        f"{RATES}test_cannot_pretend_to_be_another",
    ),
    "H141": (
        f"{SIGN_UP}test_signing_in_does_not_tell_who_has_an_account",
        f"{SIGN_UP}test_with_mail_signing_up_does_not_tell_who_has_an_account",
        f"{SIGN_UP}test_asking_for_a_new_password_does_not_tell_who_has_an_account",
    ),
    "H142": (
        f"{SESSIONS}test_signing_in_changes_the_session_id_and_signing_out_ends_it",
        f"{TOKENS}test_a_new_password_ends_every_session_at_once",
        "iam/test_settings.py::test_behind_https_cookies_belong_to_this_host_and_never_leave_unencrypted",
    ),
    "H143": (
        f"{LINKS}test_a_link_changed_in_any_character_opens_nothing",
        f"{LINKS}test_a_link_to_one_file_does_not_open_another",
        f"{LINKS}test_a_link_ends_when_it_says",
        f"{LINKS}test_deleting_the_file_ends_its_links",
    ),
    "H144": ("hostile/test_redirects.py::test_no_request_leads_to_another_site",),
    "H145": (
        f"{RUNS}test_twins_at_the_same_time_lead_to_one_execution",
        f"{RUNS}test_another_request_with_the_key_is_refused",
        f"{RUNS}test_another_owner_may_use_the_same_key",
    ),
    "H147": (
        f"{TENANTS}test_who_may_do_what",
        f"{KEYS}test_no_key_can_make_rename_or_revoke_keys_or_change_the_account",
    ),
    "H148": (
        f"{LOG}test_nobody_can_forge_a_line",
        f"{LOG}test_secrets_are_blackened",
        f"{SERVER}test_no_secret_of_the_process_is_in_any_answer",
    ),
    "H156": ("contract/test_document.py::test_no_answer_is_a_server_error_or_undocumented",),
    "H157": (
        "tools/test_filenames.py::test_any_name_becomes_a_safe_one_that_stays_as_it_is",
        f"{MALFORMED}test_any_json_is_answered_with_a_key_or_a_problem",
    ),
    "H158": (
        "tools/test_formats.py::test_any_bytes_are_either_known_formats_or_none",
        "hostile/test_any_bytes.py::test_an_archive_of_any_bytes_is_listed_or_refused",
        f"{MALFORMED}test_any_bytes_are_answered_with_a_problem",
    ),
    "H159": ("tools/managers/test_state_machine.py::test_no_order_of_steps_breaks_the_state_machine",),
}
"""The catalogue's number, and tests below `tests`."""

LATER: Final[dict[str, str]] = {
    "H146": "there are no quotas yet",
    **{f"H{number}": "no file is fetched from an address yet" for number in range(149, 156)},
    "H160": "no file is scanned yet",
}
"""Threats against what the product does not do yet."""
LAST: Final = 160
