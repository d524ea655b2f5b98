"""A store in object storage that speaks S3 and honours conditional writes (extra `s3`).

An object is put with `If-None-Match: *`, the catalogue with `If-Match` and the tag that it was read
with. Endpoint, region and credentials come from the environment, as every tool for S3 takes them
(`AWS_ENDPOINT_URL`, `AWS_PROFILE`, ...). What fails for a while is tried again a few times; where
an answer was lost, a refusal may be of our own write: then the bytes that are there decide.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from typing import Any, Never
from urllib.parse import urlsplit

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
except ImportError:
    boto3 = None

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.release.deadline import TRANSFER_SECONDS, Deadline
from cnnic_validate.release.store import CATALOGUE, PROBE, PROBE_DATA, refuse_to_overwrite, whole

_CHUNK = 256 * 1024
_TRIES = 5
_FIRST_PAUSE = 0.2
_SECONDS = 20
_FOR_A_WHILE = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_ABSENT = frozenset({"NoSuchKey", "404"})
# Tries that failed, and may have been carried out all the same.
_Tries = list[bool]
_NO_TAG = '"00000000000000000000000000000000"'


class S3Store:
    """The store in `s3://bucket/prefix`; `release.store.Store` says what each function promises."""

    def __init__(
        self, address: str, first_pause: float = _FIRST_PAUSE, seconds: float = TRANSFER_SECONDS
    ) -> None:
        parts = urlsplit(address)
        if boto3 is None:
            hint = 'pip install "cnnic-validate[s3]"'
            raise UnreadableError(address, say("object storage needs the extra `s3`"), hint)
        if not parts.netloc or "@" in parts.netloc or parts.query or parts.fragment:
            hint = say("such as s3://bucket/folder")
            raise UnreadableError(address.rpartition("@")[2], say("is no address of a store"), hint)
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/".lstrip("/")
        self._address = f"s3://{self._bucket}/{self._prefix}".rstrip("/")
        self._first_pause = first_pause
        self._deadline = Deadline(self._address, seconds)
        settings = Config(
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            # Tried again here, where it is known what a lost answer means.
            retries={"total_max_attempts": 1},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        try:
            # A session of its own: the shared one is not safe among threads.
            self._client = boto3.Session().client("s3", config=settings)
        except (BotoCoreError, ValueError) as error:
            self._fail(error)

    def describe(self) -> str:
        """Give the address without a slash at its end."""
        return self._address

    def read(self, name: str, limit: int) -> bytes | None:
        """Give an object whole."""
        try:
            return whole(self, name, limit)
        except UnreadableError as error:
            if isinstance(error.__cause__, ClientError) and error.path != self._address:
                return None
            raise

    def chunks(self, name: str, start: int = 0) -> Iterator[bytes]:
        """Give an object from byte `start` on."""
        return self._deadline.within(self._tried(name, start))

    def _tried(self, name: str, start: int) -> Generator[bytes]:
        at = start
        for turn in range(_TRIES):
            try:
                ranged: dict[str, Any] = {"Range": f"bytes={at}-"} if at else {}
                answer = self._call("get_object", name, **ranged)
                for chunk in answer["Body"].iter_chunks(_CHUNK):
                    at += len(chunk)
                    yield chunk
            except ClientError as error:
                if _code(error) in _ABSENT:
                    shown = f"{self._address}/{name}"
                    raise UnreadableError(shown, say("does not exist")) from error
                self._fail(error)
            except (BotoCoreError, HTTPClientError) as error:
                if turn + 1 == _TRIES:
                    self._fail(error)
                time.sleep(self._first_pause * 2**turn)
            else:
                return

    def list(self, prefix: str) -> tuple[str, ...]:
        """Name the objects."""
        found: list[str] = []
        more: dict[str, Any] = {}
        while True:
            try:
                answer = self._call("list_objects_v2", "", Prefix=self._prefix + prefix, **more)
            except ClientError as error:
                self._fail(error)
            found += [each["Key"][len(self._prefix) :] for each in answer.get("Contents", ())]
            if not answer.get("IsTruncated"):
                return tuple(sorted(found))
            more = {"ContinuationToken": answer["NextContinuationToken"]}

    def probe(self) -> None:
        """Refuse storage that writes over what is there, or that does not look at tags."""
        # That an answer was lost does not matter here: a refusal is what is looked for.
        refuse_to_overwrite(
            self._address, lambda *probe: self._carried_out(*probe, IfNoneMatch="*")
        )
        if not self._carried_out(PROBE, PROBE_DATA, IfMatch=_NO_TAG):
            return
        message = say("the store replaces an object that is another than it was told")
        hint = say("use one that has conditional writes (If-Match)")
        raise UnreadableError(self._address, message, hint)

    def put_if_absent(self, name: str, data: bytes) -> bool:
        """Write an object."""
        return self._put(name, data, IfNoneMatch="*")

    def swap_catalogue(self, expected: bytes | None, new: bytes) -> bool:
        """Replace the catalogue where it is still `expected`."""
        if expected is None:
            return self._put(CATALOGUE, new, IfNoneMatch="*")
        try:
            answer = self._call("get_object", CATALOGUE)
            held = answer["Body"].read()
        except ClientError as error:
            if _code(error) in _ABSENT:
                return False
            self._fail(error)
        except (BotoCoreError, HTTPClientError) as error:
            self._fail(error)
        if held != expected or new == expected:
            return bool(held == expected)
        return self._put(CATALOGUE, new, IfMatch=answer["ETag"])

    def _carried_out(self, name: str, data: bytes, **condition: str) -> bool:
        """Put an object on a condition that is not met; False where the storage says so."""
        try:
            self._call("put_object", name, None, Body=data, **condition)
        except ClientError as error:
            if _status(error) == 412:
                return False
            self._fail(error)
        return True

    def _put(self, name: str, data: bytes, **condition: str) -> bool:
        """Put an object on a condition; False where it is not met."""
        before: _Tries = []
        try:
            self._call("put_object", name, before, Body=data, **condition)
        except ClientError as error:
            if _status(error) == 412 or _code(error) in _ABSENT:
                # An earlier try of this very call may have been carried out, its answer lost.
                return bool(before) and self.read(name, len(data)) == data
            self._fail(error)
        return True

    def _call(self, operation: str, name: str, before: _Tries | None = None, **more: Any) -> Any:
        """Call the service, a few times where it fails for a while; failed tries go to `before`."""
        key = {} if operation == "list_objects_v2" else {"Key": self._prefix + name}
        for turn in range(_TRIES):
            try:
                answer = getattr(self._client, operation)(Bucket=self._bucket, **key, **more)
            except ClientError as error:
                if _status(error) not in _FOR_A_WHILE or turn + 1 == _TRIES:
                    raise
            except HTTPClientError as error:
                if turn + 1 == _TRIES:
                    self._fail(error)
            except BotoCoreError as error:  # no credentials, no region
                self._fail(error)
            else:
                return answer
            if before is not None:
                before.append(True)
            time.sleep(self._first_pause * 2**turn)
        raise AssertionError("the last try returns or raises")

    def _fail(self, error: Exception) -> Never:
        message = say("cannot be used: {reason}", reason=" ".join(str(error).split())[:250])
        hint = say("check address, endpoint and credentials (AWS_ENDPOINT_URL, AWS_PROFILE)")
        raise UnreadableError(self._address, message, hint) from error


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
