"""What the environment says about asking S3, under the names that the AWS tools use.

    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN     who asks
    AWS_PROFILE, AWS_SHARED_CREDENTIALS_FILE, ~/.aws/credentials    ... where the above are not set
    AWS_SKIP_SIGNATURE=true    ask anonymously (public buckets); =false: use the role of this EC2 machine
    AWS_REQUESTER_PAYS=true    agree to pay for what is read, where a bucket wants that
    AWS_REGION, AWS_ENDPOINT_URL    where the bucket is; another store than Amazon's

Who has no credentials asks anonymously: that is what a public bucket needs, and looking for a machine's
role outside of EC2 only hangs. Common Crawl's bucket no longer answers anonymous requests; its https
address does. The files of ``aws configure`` are read here, because obstore reads the environment only;
profiles that assume roles or sign in through a browser are not understood.
"""

import configparser
import os
from collections.abc import Mapping
from pathlib import Path

Pairs = tuple[tuple[str, str | bool], ...]

_SIGNERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def choices(requester_pays: bool | None, anonymous: bool | None) -> dict[str, str | bool]:
    """What obstore must be told beyond the environment, which it reads itself; None: as that says."""
    config: dict[str, str | bool] = {}
    agreed = os.environ.get("AWS_REQUESTER_PAYS", "").lower() in ("true", "1")
    if agreed if requester_pays is None else requester_pays:
        config["request_payer"] = True
    if anonymous is not None:
        return config | {"skip_signature": anonymous}
    if "AWS_SKIP_SIGNATURE" in os.environ or _signs(os.environ):
        return config
    keys = _from_profile()
    return config | (keys or {"skip_signature": True})


def settings() -> Pairs:
    """Every setting of AWS: two stores are the same where these are."""
    return tuple(sorted(pair for pair in os.environ.items() if pair[0].startswith("AWS_")))


def _signs(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name) for name in _SIGNERS)


def _from_profile() -> dict[str, str | bool]:
    """Keys of the chosen profile in the file where ``aws configure`` writes them; obstore reads none."""
    given = os.environ.get("AWS_SHARED_CREDENTIALS_FILE")
    profiles = configparser.ConfigParser(interpolation=None, default_section="")
    profiles.read(Path(given) if given else Path.home() / ".aws" / "credentials")
    profile = os.environ.get("AWS_PROFILE", "default")
    if not profiles.has_option(profile, _KEYS[0]):
        return {}
    return {
        key.removeprefix("aws_").replace("session_token", "token"): profiles.get(profile, key)
        for key in _KEYS
        if profiles.has_option(profile, key)
    }
